package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents on security say is shown by tests that there are. */
class SecurityDocsTest {

    private static final Pattern TEST = Pattern.compile("`((?:\\w+/)*\\w+Test)`");
    private static final Pattern LINE =
            Pattern.compile("(?m)^\\| (\\d+\\.\\d+\\.\\d+) \\| [^|]+ \\| (met|no|NOT MET) \\| [^|]+ \\|$");
    private static final int LINES_OF_LEVELS_1_AND_2 = 253;

    @ParameterizedTest
    @ValueSource(strings = {"docs/security.md", "docs/asvs.md"})
    void theTestsThatItNamesAreThere(String document) throws IOException {
        assertThat(found(TEST, document))
                .isNotEmpty()
                .allSatisfy(test -> assertThat(Path.of("src/test/java/io/tidemark", test + ".java"))
                        .exists());
    }

    @Test
    void everyLineOfTheStandardIsAnsweredOnce() throws IOException {
        assertThat(found(LINE, "docs/asvs.md")).hasSize(LINES_OF_LEVELS_1_AND_2).doesNotHaveDuplicates();
    }

    private static List<String> found(Pattern pattern, String document) throws IOException {
        return pattern.matcher(Files.readString(Path.of(document)))
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }
}
