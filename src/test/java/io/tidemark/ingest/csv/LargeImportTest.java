package io.tidemark.ingest.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testing.TestDatabase;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files many times the size of the memory, imported by a program that has only little of it. */
class LargeImportTest {

    private static final int ROWS = 600_000;
    private static final String HEAP = "-Xmx40m";

    @TempDir
    Path folder;

    @Test
    void needsNoMoreMemoryForALargeFile() throws Exception {
        Path file = folder.resolve("large.csv");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(
                    "created_at,user_id,service_type,provider,model,status,request_id,prompt_tokens,completion_tokens,total_cost,latency_ms\n");
            for (int i = 0; i < ROWS; i++) {
                out.write(
                        "2026-01-%02dT%02d:%02d:%02d.%06dZ,user-%d,chat,openai,gpt-4o-2024-08-06,success,%s%d,%d,%d,0.0%d,%d.5%n"
                                .formatted(
                                        1 + i % 28,
                                        i % 24,
                                        i % 60,
                                        i % 59,
                                        i % 1_000_000,
                                        i % 997,
                                        "r".repeat(100),
                                        i,
                                        i % 5000,
                                        i % 700,
                                        i % 1000,
                                        i % 9000));
                if (i == ROWS / 2) {
                    out.write("x".repeat(50 << 20));
                    out.write("\n");
                }
            }
        }
        assertThat(Files.size(file)).isGreaterThan(150L << 20);

        try (TestDatabase database = TestDatabase.create()) {
            String said = runWithLittleMemory(database, file);

            assertThat(said).contains("accepted=" + ROWS + " rejected=1");
            assertThat(database.client()
                            .sql("SELECT count(*) FROM api_usage")
                            .query(Long.class)
                            .single())
                    .isEqualTo(ROWS);
        }
    }

    private static String runWithLittleMemory(TestDatabase database, Path file)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeImport.class.getName(),
                        database.url(),
                        database.username(),
                        database.password(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
