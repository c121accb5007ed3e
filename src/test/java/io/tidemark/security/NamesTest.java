package io.tidemark.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody may be called. */
class NamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada",
                "ada@example.com",
                "Ada Lovelace",
                "O'Brien, Zoë",
                "Иван Петров",
                "Ελένη",
                "山田 太郎",
                "やまだ Taro",
                "김철수",
                "محمد",
                "admin (2)",
                "nobody-of-this-name",
            })
    void peopleAreCalledLikeThis(String name) {
        assertThat(Names.objection(Names.normalised(name))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "anonymousUser",
                "ANONYMOUSUSER",
                "nobody",
                "nobody (2)",
                "system",
                "Tidemark",
                "ci (tm_AbCd)",
                "psql (postgres)",
                "\u0430dmin",
                "admin\u200b",
                "ad\u00admin",
                "admin\ufe0f",
                "admin\u3164",
                "\u202enimda",
                "a\nb",
                "a\0b",
                "a\ud800",
            })
    void nobodyIsCalledLikeThis(String name) {
        assertThat(Names.objection(Names.normalised(name))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uff41\uff44\uff41", " ada ", "\u2003ada"})
    void oneNameHasOneSpelling(String name) {
        assertThat(Names.normalised(name)).isEqualTo("ada");
    }
}
