package io.tidemark.security.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyTextTest {

    @Test
    void isLettersAndDigitsOfOneLength() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(KeyText.random()).matches("tm_[0-9A-Za-z]{49}");
        }
    }

    @Test
    void isNeverTheSame() {
        assertThat(IntStream.range(0, 1_000).mapToObj(_ -> KeyText.random()).collect(Collectors.toSet()))
                .hasSize(1_000);
    }

    @Test
    void isRecognisedAsWhole() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(KeyText.isWhole(KeyText.random())).isTrue();
        }
    }

    @Test
    void isNotRecognisedWhenALetterIsMissingOrWrong() {
        String key = KeyText.random();
        assertThat(KeyText.isWhole(key.substring(0, key.length() - 1))).isFalse();
        assertThat(KeyText.isWhole(key + "a")).isFalse();
        for (int i = 0; i < key.length(); i++) {
            char other = key.charAt(i) == 'x' ? 'y' : 'x';
            assertThat(KeyText.isWhole(key.substring(0, i) + other + key.substring(i + 1)))
                    .isFalse();
        }
        assertThat(KeyText.isWhole("")).isFalse();
        assertThat(KeyText.isWhole("tm_" + "ü".repeat(49))).isFalse();
    }

    @Test
    void showsTooLittleOfItselfToBeUsed() {
        String key = KeyText.random();

        assertThat(key).startsWith(KeyText.prefix(key));
        assertThat(KeyText.prefix(key)).hasSize(11);
    }
}
