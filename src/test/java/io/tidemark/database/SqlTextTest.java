package io.tidemark.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The text of our SQL means the same in every database. */
class SqlTextTest {

    @Test
    void itIsAsciiWhichEveryEncodingHolds() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("db/migration"))) {
            List<Path> all = files.toList();

            assertThat(all)
                    .hasSizeGreaterThan(20)
                    .allSatisfy(file -> assertThat(Files.readString(file))
                            .as(file.toString())
                            .matches("\\p{ASCII}*"));
        }
    }

    @Test
    void noFunctionHasABackslashWhoseMeaningItsCallersSettingsDecide() {
        try (TestDatabase database = TestDatabase.create()) {
            assertThat(database.client().sql("""
                            SELECT proname FROM pg_proc
                            WHERE pronamespace IN ('public'::regnamespace, 'tidemark'::regnamespace)
                                AND strpos(prosrc, chr(92)) > 0""").query(String.class).list()).isEmpty();
        }
    }
}
