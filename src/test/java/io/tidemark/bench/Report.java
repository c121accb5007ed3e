package io.tidemark.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** What a measurement found, as Markdown that also reads well on a console. */
final class Report {

    private final String name;
    private final List<String> lines = new ArrayList<>();
    private final List<String[]> rows = new ArrayList<>();

    Report(String name) {
        this.name = name;
    }

    void line(String line) {
        flushTable();
        lines.add(line);
        lines.add("");
    }

    void row(String... cells) {
        rows.add(cells);
    }

    @Override
    public String toString() {
        flushTable();
        return "## " + name + "\n\n" + String.join("\n", lines).strip() + "\n";
    }

    /** Puts this report in the place of the last one of its name in the file, or at its end. */
    void write(Path file) throws IOException {
        String text =
                Files.exists(file) ? Files.readString(file) : "# Benchmarks\n\nWritten by `bin/bench … --write`.\n";
        String section = "\n" + this
                + "\n_%s, %s, %d processors, Java %s, PostgreSQL 18 (fsync on)_\n"
                        .formatted(
                                LocalDate.now(),
                                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                                Runtime.getRuntime().availableProcessors(),
                                Runtime.version().feature());
        int start = text.indexOf("\n## " + name + "\n");
        int next = start < 0 ? -1 : text.indexOf("\n## ", start + 1);
        String before = start < 0 ? text : text.substring(0, start);
        String after = next < 0 ? "" : text.substring(next);
        Files.writeString(file, before + section + after);
    }

    private void flushTable() {
        if (rows.isEmpty()) {
            return;
        }
        int[] widths = new int[rows.getFirst().length];
        rows.forEach(row -> {
            for (int column = 0; column < row.length; column++) {
                widths[column] = Math.max(widths[column], row[column].length());
            }
        });
        for (int index = 0; index < rows.size(); index++) {
            StringBuilder text = new StringBuilder("|");
            for (int column = 0; column < widths.length; column++) {
                text.append(" %s |".formatted(pad(rows.get(index)[column], widths[column], column > 0)));
            }
            lines.add(text.toString());
            if (index == 0) {
                StringBuilder rule = new StringBuilder("|");
                for (int column = 0; column < widths.length; column++) {
                    rule.append(" ").append("-".repeat(widths[column] - 1));
                    rule.append(column == 0 ? "- |" : ": |");
                }
                lines.add(rule.toString());
            }
        }
        lines.add("");
        rows.clear();
    }

    private static String pad(String cell, int width, boolean right) {
        String space = " ".repeat(width - cell.length());
        return right ? space + cell : cell + space;
    }
}
