package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What bin/run and bin/test say when they cannot, or need not, go on. */
class ScriptsTest {

    @Test
    void runExplainsItself() throws Exception {
        Outcome help = call(Map.of(), "run", "--help");

        assertThat(help.status()).isZero();
        assertThat(help.output()).contains("bin/run --demo", "SPRING_DATASOURCE_URL", "SERVER_PORT");
    }

    @Test
    void testExplainsItself() throws Exception {
        assertThat(call(Map.of(), "test", "--help").output()).contains("bin/test -Dtest=");
    }

    @Test
    void runRefusesAnOptionThatItDoesNotKnow() throws Exception {
        Outcome refusal = call(Map.of(), "run", "--demos");

        assertThat(refusal.status()).isEqualTo(2);
        assertThat(refusal.output()).contains("unknown option --demos");
    }

    @Test
    void runSaysThatAJdkIsMissing(@TempDir Path tools) throws Exception {
        Outcome refusal = call(bareMachine(tools, ""), "run");

        assertThat(refusal.status()).isEqualTo(1);
        assertThat(refusal.output()).startsWith("bin/run: no JDK 25 found.").contains("JAVA_HOME");
    }

    @Test
    void testSaysThatMavenIsMissing(@TempDir Path tools) throws Exception {
        Outcome refusal = call(bareMachine(tools, System.getProperty("java.home")), "test");

        assertThat(refusal.status()).isEqualTo(1);
        assertThat(refusal.output()).startsWith("bin/test: no Maven found").contains("3.8 or newer");
    }

    /** An environment in which there is nothing but what the scripts take for granted. */
    private static Map<String, String> bareMachine(Path tools, String javaHome) throws IOException {
        for (String tool : List.of("bash", "dirname", "basename", "sed", "readlink", "mkdir")) {
            Path program = Stream.of("/usr/bin", "/bin")
                    .map(directory -> Path.of(directory, tool))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow();
            Path link = Files.writeString(tools.resolve(tool), "#!/bin/sh\nexec " + program + " \"$@\"\n");
            Files.setPosixFilePermissions(link, PosixFilePermissions.fromString("rwx------"));
        }
        return Map.of("PATH", tools.toString(), "JAVA_HOME", javaHome, "TIDEMARK_JDKS", "/nowhere");
    }

    private static Outcome call(Map<String, String> environment, String script, String... arguments)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder();
        builder.command().add(Path.of("bin", script).toAbsolutePath().toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().putAll(environment);
        Process process = builder.directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    private record Outcome(int status, String output) {}
}
