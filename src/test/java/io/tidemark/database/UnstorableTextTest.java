package io.tidemark.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;

import io.tidemark.testing.TestDatabase;
import org.junit.jupiter.api.Test;

/** What is said of a text that PostgreSQL does not take. */
class UnstorableTextTest {

    @Test
    void aNulIsSaid() {
        try (var database = TestDatabase.create()) {
            var failure = catchException(() -> database.client()
                    .sql("SELECT ?::text")
                    .param("a\0b")
                    .query(String.class)
                    .single());

            assertThat(UnstorableText.in(failure))
                    .hasValue("A text contains a character that PostgreSQL cannot hold, such as NUL.");
        }
    }

    @Test
    void aCharacterThatTheDatabasesEncodingLacksIsNamed() {
        try (var database = TestDatabase.createEmpty("ENCODING 'LATIN1' LOCALE 'C'")) {
            database.client().sql("CREATE TABLE api_usage (model text)").update();

            var failure = catchException(() -> database.client()
                    .sql("INSERT INTO api_usage VALUES (?)")
                    .param("caf\u00e9 \u6f22")
                    .update());

            assertThat(UnstorableText.in(failure))
                    .hasValue(
                            "A text contains a character (\u6f22) that the database cannot hold: its encoding is LATIN1.");
        }
    }

    @Test
    void anyOtherFailureIsNone() {
        try (var database = TestDatabase.create()) {
            var failure = catchException(
                    () -> database.client().sql("SELECT 1 / 0").query().singleRow());

            assertThat(UnstorableText.in(failure)).isEmpty();
        }
    }
}
