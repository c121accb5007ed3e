package io.tidemark.ingest.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tidemark.ingest.ApiCall;
import io.tidemark.ingest.CallField;
import io.tidemark.ingest.LatencyUnit;
import io.tidemark.ingest.ReceivedAt;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How files write numbers and times: one way for all rows, and a question where the values leave it open. */
class CsvNotationTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    @TempDir
    Path folder;

    /** A call as {@code month-day tokens cost latency}, or why a row is none, in the order of the file. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void readsAllRowsOfAFileInOneWay(String name, String file, List<String> rows) throws IOException {
        assertThat(read(file)).isEqualTo(rows);
    }

    static Stream<Arguments> files() {
        return Stream.of(
                arguments(
                        "German thousands beside a cost that tells",
                        """
                        created_at;prompt_tokens;cost;latency_ms
                        2026-01-02;1.000;0,0125;1.200
                        2026-01-03;1.234;0,5;900,5
                        2026-01-04;1.234.567;1.234,5;7
                        """,
                        List.of("1-2 1000 0.0125 1200", "1-3 1234 0.5 900.5", "1-4 1234567 1234.5 7")),
                arguments(
                        "a row that contradicts the others",
                        """
                        created_at;prompt_tokens;cost;latency_ms
                        2026-01-02;1.000;0,0125;1.200
                        2026-01-02;1.000;0.0125;1.200
                        2026-01-02;1,000;0,0125;1,200
                        2026-01-02;1.000;0,0125;1.2
                        %s""".formatted("2026-01-02;1.000;0,0125;1.200\n".repeat(30)),
                        Stream.concat(
                                        Stream.of(
                                                "1-2 1000 0.0125 1200",
                                                "total_cost is not written like 1.234,5, as the file's other numbers are: 0.0125",
                                                "prompt_tokens is not written like 1.234,5, as the file's other numbers are: 1,000",
                                                "latency_ms is not written like 1.234,5, as the file's other numbers are: 1.2"),
                                        Stream.generate(() -> "1-2 1000 0.0125 1200")
                                                .limit(30))
                                .toList()),
                arguments("English thousands", """
                        created_at;prompt_tokens;cost;latency_ms
                        2026-01-02;1,234;0.0125;1,200.5
                        """, List.of("1-2 1234 0.0125 1200.5")),
                arguments("tokens alone: they have no decimals", """
                        created_at;prompt_tokens;cost;latency_ms
                        2026-01-02;1,234;1;900
                        """, List.of("1-2 1234 1 900")),
                arguments("Swiss thousands", """
                        created_at;prompt_tokens;cost;latency_ms
                        2026-01-02;1'234;0.5;1'234.5
                        2026-01-02;1\u2019234;0.5;12
                        """, List.of("1-2 1234 0.5 1234.5", "1-2 1234 0.5 12")),
                arguments(
                        "French thousands with spaces that do not break",
                        """
                        created_at;prompt_tokens;cost;latency_ms
                        2026-01-02;1\u202f234;0,5;1\u00a0234,5
                        2026-01-02;1 234;0,5\u00a0;\u202f12
                        """,
                        List.of("1-2 1234 0.5 1234.5", "1-2 1234 0.5 12")),
                arguments("what pandas writes", """
                        created_at,prompt_tokens,cost,latency_ms
                        2026-01-02,1234.0,1.2e-05,1.5E+3
                        2026-01-02,7.0,0.25,
                        """, List.of("1-2 1234 0.000012 1500", "1-2 7 0.25 null")),
                arguments("decimals of zeros beside a cost that tells", """
                        created_at,prompt_tokens,cost,latency_ms
                        2026-01-02,5.000,0.0125,900
                        """, List.of("1-2 5 0.0125 900")),
                arguments(
                        "money with signs",
                        """
                        created_at,prompt_tokens,cost,latency_ms
                        2026-01-02,1,$0.0012,1
                        2026-01-02,1,US$ 1.5,1
                        2026-01-02,1,"$1,234.50",1
                        2026-01-02,1,0.0012 USD,1
                        2026-01-02,1,0.5 EUR,1
                        2026-01-02,1,€0.5,1
                        2026-01-02,1,5 %,1
                        2026-01-02,1,(0.50),1
                        2026-01-02,1,-$0.50,1
                        """,
                        List.of(
                                "1-2 1 0.0012 1",
                                "1-2 1 1.5 1",
                                "1-2 1 1234.5 1",
                                "1-2 1 0.0012 1",
                                "total_cost is in another currency than USD, which costs are stored in; convert it first: 0.5 EUR",
                                "total_cost is in another currency than USD, which costs are stored in; convert it first: €0.5",
                                "total_cost is not a number: 5 %",
                                "total_cost must not be negative: -0.50",
                                "total_cost must not be negative: -0.50")),
                arguments("money behind the number, with a comma", """
                        created_at;prompt_tokens;cost;latency_ms
                        2026-01-02;1;0,0012 USD;1
                        """, List.of("1-2 1 0.0012 1")),
                arguments(
                        "empty cells, mixed line ends and no last one",
                        "created_at,prompt_tokens,cost,latency_ms\r\n2026-01-02,,,\r2026-01-03,\\N,NULL, \n\n2026-01-04,1,0.5,2",
                        List.of("1-2 0 null null", "1-3 0 null null", "1-4 1 0.5 2")),
                arguments("the separator that Excel names", """
                        sep=;
                        created_at;prompt_tokens;cost;latency_ms
                        2026-01-02;1;0,5;2
                        """, List.of("1-2 1 0.5 2")),
                arguments(
                        "the separator that Excel names, against looks",
                        "SEP=|\r\ncreated_at|prompt_tokens|cost|latency_ms\r\n2026-01-02|1|0,5|2,5\r\n",
                        List.of("1-2 1 0.5 2.5")),
                arguments(
                        "ragged rows of semicolons with decimal commas",
                        """
                        created_at;prompt_tokens;cost;latency_ms
                        2026-01-02;1;0,5;1,5
                        2026-01-02;1;0,5
                        2026-01-02;1;0,5;1,5;more
                        2026-01-02;1;0,5
                        2026-01-02;1;0,5;1,5
                        """,
                        List.of(
                                "1-2 1 0.5 1.5",
                                "row has 3 instead of 4 cells",
                                "row has 5 instead of 4 cells",
                                "row has 3 instead of 4 cells",
                                "1-2 1 0.5 1.5")),
                arguments(
                        "tabs and decimal commas",
                        "created_at\tprompt_tokens\tcost\tlatency_ms\n2026-01-02\t1.234\t0,5\t1,5\n",
                        List.of("1-2 1234 0.5 1.5")),
                arguments("quoted separators", """
                        created_at,"prompt_tokens","cost",latency_ms
                        "2026-01-02","1,234","0.5","1,000.5"
                        """, List.of("1-2 1234 0.5 1000.5")),
                arguments(
                        "days before months, which one row tells",
                        """
                        created_at,prompt_tokens,cost,latency_ms
                        03/04/2026,1,0.5,2
                        31/04/2026 10:00,1,0.5,2
                        31/05/2026 10:00,1,0.5,2
                        """,
                        List.of(
                                "4-3 1 0.5 2",
                                "created_at names a day or time that does not exist: 2026-04-31 10:00",
                                "5-31 1 0.5 2")),
                arguments("months before days, in halves of days", """
                        created_at,prompt_tokens,cost,latency_ms
                        03/04/2026 12:05 AM,1,0.5,2
                        3/14/2026 1:05:07 PM,1,0.5,2
                        """, List.of("3-4 1 0.5 2", "3-14 1 0.5 2")),
                arguments(
                        "a day that contradicts the others",
                        """
                        created_at,prompt_tokens,cost,latency_ms
                        14/03/2026,1,0.5,2
                        03/14/2026,1,0.5,2
                        %s""".formatted("15/03/2026,1,0.5,2\n".repeat(20)),
                        Stream.concat(
                                        Stream.of(
                                                "3-14 1 0.5 2",
                                                "created_at is no day written day/month/year, as the file's other days are: 03/14/2026"),
                                        Stream.generate(() -> "3-15 1 0.5 2").limit(20))
                                .toList()),
                arguments(
                        "seconds since 1970, and one row of milliseconds",
                        """
                        ts,prompt_tokens,cost,latency_ms
                        %s1767312000000,1,0.5,2
                        """.formatted("1767312000.5,1,0.5,2\n".repeat(10)),
                        Stream.concat(
                                        Stream.generate(() -> "1-2 1 0.5 2").limit(10),
                                        Stream.of(
                                                "created_at is not in seconds since 1970, as the file's other times are: 1767312000000"))
                                .toList()),
                arguments(
                        "microseconds since 1970, and a day without marks that looks like a number",
                        """
                        ts,prompt_tokens,cost,latency_ms
                        1767312000000000,1,0.5,2
                        202601020304,1,0.5,2
                        """,
                        List.of(
                                "1-2 1 0.5 2",
                                "created_at is a number, but none of seconds, milliseconds, microseconds or nanoseconds"
                                        + " since 1970; write it like 2026-01-31 10:00:00: 202601020304")),
                arguments("seconds by the values", """
                        created_at,prompt_tokens,cost,latency
                        2026-01-02,1,1,1.509
                        2026-01-02,1,0.5,2
                        2026-01-02,1,1,0.84
                        """, List.of("1-2 1 1 1509", "1-2 1 0.5 2000", "1-2 1 1 840")),
                arguments("seconds by the name", """
                        created_at,prompt_tokens,cost,latency_s
                        2026-01-02,1,1,640
                        """, List.of("1-2 1 1 640000")),
                arguments("milliseconds by the values", """
                        created_at,prompt_tokens,cost,latency
                        2026-01-02,1,1,640
                        2026-01-02,1,1,1200
                        2026-01-02,1,1,31
                        """, List.of("1-2 1 1 640", "1-2 1 1 1200", "1-2 1 1 31")),
                arguments("rows without names", """
                        2026-01-02 10:00:00;1.234;7
                        2026-01-03 10:00:00;1.235;8
                        """, List.of("1-2 1234 null null", "1-3 1235 null null")),
                arguments(
                        "a first row without names that holds a word which others use as a name",
                        """
                        2026-01-02,gpt,USD,5
                        2026-01-02,gpt,USD,6
                        """,
                        List.of("1-2 5 null null", "1-2 6 null null")));
    }

    /** What is asked, each way with what the file's values would become. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("open")
    void asksWhereTheValuesLeaveItOpen(String name, String file, List<String> questions) throws IOException {
        assertThat(questions(file)).isEqualTo(questions);
    }

    static Stream<Arguments> open() {
        return Stream.of(
                arguments(
                        "thousands or decimals with a comma",
                        """
                        created_at;prompt_tokens;cost;latency_ms
                        2026-01-02;1;1;1,234
                        2026-01-02;1;1;2,345
                        """,
                        List.of("1234,5: 1,234 becomes 1.234", "1,234.5: 1,234 becomes 1234")),
                arguments(
                        "thousands or decimals with a point",
                        """
                        created_at,prompt_tokens,cost,latency_ms
                        2026-01-02,1,1.234,900
                        """,
                        List.of("1234.5: 1.234 becomes 1.234", "1.234,5: 1.234 becomes 1234")),
                arguments(
                        "as many rows of one kind as of the other",
                        """
                        created_at;prompt_tokens;cost;latency_ms
                        2026-01-02;1;0,5;900
                        2026-01-02;1;0.5;900
                        """,
                        List.of(
                                "1234.5: 0,5 is rejected, 0.5 becomes 0.5",
                                "1234,5: 0,5 becomes 0.5, 0.5 is rejected")),
                arguments(
                        "day or month",
                        """
                        created_at,prompt_tokens,cost,latency_ms
                        03/04/2026,1,0.5,2
                        05/04/2026,1,0.5,2
                        """,
                        List.of(
                                "day/month/year: 03/04/2026 becomes 2026-04-03",
                                "month/day/year: 03/04/2026 becomes 2026-03-04")),
                arguments(
                        "seconds or milliseconds",
                        """
                        created_at,prompt_tokens,cost,latency
                        2026-01-02,1,0.5,25
                        """,
                        List.of("milliseconds: 25 becomes 25 ms", "seconds: 25 becomes 25000 ms")),
                arguments(
                        "small whole numbers",
                        """
                        created_at,prompt_tokens,cost,latency
                        2026-01-02,1,0.5,2
                        """,
                        List.of("milliseconds: 2 becomes 2 ms", "seconds: 2 becomes 2000 ms")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void readsThemInAnyEncodingWithAByteOrderMark(String charset) throws IOException {
        String text = "\uFEFFsep=;\ncreated_at;prompt_tokens;cost\n2026-01-02;1\u202f234;0,5\n";
        Path file = write(text, Charset.forName(charset));

        assertThat(read(file, settings(file))).containsExactly("1-2 1234 0.5 null");
    }

    @Test
    void takesNoValueOfWhichItIsOpenWhatItMeans() throws IOException {
        assertThat(read("""
                created_at,prompt_tokens,cost,latency
                03/04/2026,1,1.234,25
                2026-01-02,1,,25
                2026-01-02,1,1,
                """))
                .containsExactly(
                        "total_cost can be read in more than one way; choose how numbers are written: 1.234",
                        "latency_ms does not say what it is in; choose what latencies are in: 25",
                        "1-2 1 1 null");
    }

    @Test
    void readsAllRowsAsSomebodyHasChosen() throws IOException {
        Path file = write("""
                created_at,prompt_tokens,cost,latency
                03/04/2026,1,1.234,25
                """, StandardCharsets.UTF_8);
        CsvMapping guess = settings(file).mapping();
        var notation = new CsvNotation(NumberMarks.COMMA_AND_POINTS, LatencyUnit.SECONDS, DateOrder.DAY_FIRST, null);
        var chosen = new CsvMapping(guess.columns(), guess.constants(), guess.zone(), notation, false);

        assertThat(read(file, new CsvSettings(settings(file).format(), chosen))).containsExactly("4-3 1 1234 25000");
    }

    @Test
    void leavesItOpenWhichOfTwoColumnsOfANameIsMeant() throws IOException {
        Path file = write("created_at,cost,Cost\n2026-01-02,0.5,0.6\n", StandardCharsets.UTF_8);

        assertThat(settings(file).mapping().columns())
                .containsExactly(CallField.CREATED_AT, CallField.TOTAL_COST, CallField.TOTAL_COST);
    }

    @Test
    void looksAtMoreThanTheFirstRows() throws IOException {
        String file = "created_at,prompt_tokens,cost,latency_ms\n" + "03/04/2026,1,1.234,9\n".repeat(5_000)
                + "14/04/2026,1,0.5,9\n";

        assertThat(read(file).getFirst()).isEqualTo("4-3 1 1.234 9");
    }

    private List<String> read(String text) throws IOException {
        Path file = write(text, StandardCharsets.UTF_8);
        return read(file, settings(file));
    }

    private static List<String> read(Path file, CsvSettings settings) {
        List<String> rows = new ArrayList<>();
        new RowPass(settings, "USD", new ReceivedAt(NOW, Duration.ofHours(1)))
                .run(file, Long.MAX_VALUE, _ -> {}, new RowPass.Receiver() {
                    @Override
                    public void accept(CsvRecord row, ApiCall call) {
                        var day = call.createdAt().atZone(settings.mapping().zone());
                        rows.add("%d-%d %d %s %s"
                                .formatted(
                                        day.getMonthValue(),
                                        day.getDayOfMonth(),
                                        call.tokens().prompt(),
                                        plain(call.totalCost()),
                                        plain(call.latencyMs())));
                    }

                    @Override
                    public void reject(CsvRecord row, List<Reject> reasons) {
                        rows.add(reasons.getFirst().reason());
                    }
                });
        return rows;
    }

    private static @Nullable String plain(@Nullable BigDecimal number) {
        return number == null ? null : number.stripTrailingZeros().toPlainString();
    }

    private List<String> questions(String text) throws IOException {
        Path file = write(text, StandardCharsets.UTF_8);
        CsvSettings settings = settings(file);
        CsvContents contents = CsvContents.read(file, settings.format());
        var columns = settings.mapping().columns();
        return Stream.of(
                        contents.marks(columns).open().stream()
                                .map(option -> asked(option.choice().example(), option)),
                        contents
                                .latencyUnit(
                                        columns, settings.mapping().notation().marks())
                                .open()
                                .stream()
                                .map(option -> asked(option.choice().label(), option)),
                        contents.dateOrder(columns).open().stream()
                                .map(option -> asked(option.choice().label(), option)))
                .flatMap(stream -> stream)
                .toList();
    }

    private static String asked(String way, Guessed.Option<?> option) {
        return way + ": "
                + String.join(
                        ", ",
                        option.examples().stream()
                                .map(example -> example.value()
                                        + (example.read() == null ? " is rejected" : " becomes " + example.read()))
                                .toList());
    }

    private static CsvSettings settings(Path file) throws IOException {
        CsvFormat format = FormatGuess.guess(file, CsvProbe.of(file).charset());
        return new CsvSettings(format, CsvContents.read(file, format).mapping());
    }

    private Path write(String text, Charset charset) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "calls", ".csv"), text, charset);
    }
}
