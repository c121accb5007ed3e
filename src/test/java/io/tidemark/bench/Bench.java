package io.tidemark.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs the measurement that the command line names and prints what it found. */
final class Bench {

    private static final Path RESULTS = Path.of("docs", "benchmarks.md");

    private Bench() {}

    static void main(String[] arguments) throws Exception {
        List<String> words = new ArrayList<>(Arrays.asList(arguments));
        boolean write = words.remove("--write");
        String name = words.isEmpty() ? "" : words.removeFirst();
        List<Long> sizes = words.stream()
                .map(word -> Long.parseLong(word.replace("_", "").replace(",", "")))
                .toList();
        try (BenchServer server = new BenchServer(name.startsWith("live") ? "pg_stat_statements" : "")) {
            Report report = switch (name) {
                case "refresh" -> RefreshBench.run(server, sizes.isEmpty() ? List.of(1_000_000L, 5_000_000L) : sizes);
                case "insert" -> InsertBench.run(server);
                case "soak" -> SoakBench.run(server);
                case "live" -> LiveBench.run(server, sizes);
                case "live-soak" -> LiveSoakBench.run(server, sizes);
                case "takeover" -> TakeoverBench.run(server, sizes.isEmpty() ? List.of(1_000_000L) : sizes);
                default -> throw new IllegalArgumentException("no measurement named '" + name + "'");
            };
            System.out.println(report);
            if (write) {
                report.write(RESULTS);
            }
        }
    }
}
