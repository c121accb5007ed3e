package io.tidemark.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A file of the form of the Azure LLM inference trace 2023, about an hour of calls, made up and always the same: a time
 * with seven digits of a second and no zone, two counts of tokens, CRLF between the lines and none after the last.
 */
public final class LlmTrace {

    /** How many calls are in it. */
    public static final int CALLS = 8_819;

    private static final LocalDateTime FIRST = LocalDateTime.parse("2023-11-16T18:17:03.979960");
    private static final LocalDateTime LAST = LocalDateTime.parse("2023-11-16T19:14:19.928016");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSS");

    private LlmTrace() {}

    /** Writes it into a folder. */
    public static Path in(Path folder) {
        var random = new SplittableRandom(2023);
        Duration between = Duration.between(FIRST, LAST).dividedBy(CALLS - 1);
        Stream<LocalDateTime> times = Stream.concat(
                IntStream.range(0, CALLS - 1).mapToObj(call -> FIRST.plus(between.multipliedBy(call))),
                Stream.of(LAST));
        String lines = times.map(time ->
                        "%s,%d,%d".formatted(TIME.format(time), random.nextInt(1, 7_500), random.nextInt(1, 900)))
                .collect(Collectors.joining("\r\n", "TIMESTAMP,ContextTokens,GeneratedTokens\r\n", ""));
        try {
            return Files.writeString(folder.resolve("AzureLLMInferenceTrace_code.csv"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
