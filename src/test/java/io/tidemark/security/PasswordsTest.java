package io.tidemark.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;

class PasswordsTest {

    private final Passwords passwords = new Passwords(PasswordEncoderFactories.createDelegatingPasswordEncoder());

    @ParameterizedTest
    @CsvSource({
        "elevenchars, At least 12",
        "aaaaaaaaaaaa, repeats",
        "ADAlovelace1843, your name",
        "my-TideMark-2026, the name of this application",
        "password1234, common password",
        "Password1234, common password",
        "1qaz2wsx3edc, common password",
        "administrator, common password",
        "ümläüte-ümläüte-ümläüte-ümläüte-ümläüte-ümläüte-ümläüte, At most 72"
    })
    void anObjectionSaysWhatIsWrong(String password, String objection) {
        assertThat(Passwords.objection(password, "ada")).contains(objection);
    }

    @Test
    void aLongOneOfOrdinaryWordsWillDo() {
        assertThat(Passwords.objection("four ordinary words here", "ada")).isNull();
    }

    @Test
    void madeUpOnesWillDoAndDiffer() {
        var madeUp = IntStream.range(0, 100).mapToObj(_ -> Passwords.generate()).toList();

        assertThat(madeUp).doesNotHaveDuplicates().allMatch(password -> Passwords.objection(password, "admin") == null);
    }

    @Test
    void onlyTheRightOneMatchesAndNoneWithoutAHash() {
        String hash = passwords.hash("four ordinary words here");

        assertThat(hash).startsWith("{bcrypt}");
        assertThat(passwords.matches("four ordinary words here", hash)).isTrue();
        assertThat(passwords.matches("four ordinary words", hash)).isFalse();
        assertThat(passwords.matches("four ordinary words here", null)).isFalse();
    }
}
