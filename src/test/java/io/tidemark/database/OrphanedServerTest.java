package io.tidemark.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphanedServerTest {

    @TempDir
    Path cluster;

    @Test
    void leavesAProcessAloneThatOnlyHasTheSameNumber() throws IOException {
        Process other = new ProcessBuilder("sleep", "60").start();
        Files.writeString(cluster.resolve("postmaster.pid"), other.pid() + "\n" + cluster + "\n");

        OrphanedServer.stop(cluster);

        assertThat(other.isAlive()).isTrue();
        assertThat(cluster.resolve("postmaster.pid")).doesNotExist();
        other.destroy();
    }

    @Test
    void takesANumberThatNobodyHasForWhatItIs() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Files.writeString(cluster.resolve("postmaster.pid"), gone.pid() + "\n" + cluster + "\n");

        OrphanedServer.stop(cluster);

        assertThat(cluster.resolve("postmaster.pid")).exists();
    }
}
