package io.tidemark.ingest.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvReaderTest {

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void endsRowsWithAnyLineEndAndTheLastWithNone(String lineEnd) throws IOException {
        List<CsvRecord> rows = read("a,b" + lineEnd + "1,2" + lineEnd + lineEnd + "3,4");

        assertThat(rows)
                .extracting(CsvRecord::cells)
                .containsExactly(List.of("a", "b"), List.of("1", "2"), List.of("3", "4"));
        assertThat(rows).extracting(CsvRecord::line).containsExactly(1L, 2L, 4L);
    }

    @Test
    void readsQuotedCells() throws IOException {
        List<CsvRecord> rows = read("\"a,\"\"b\"\"\",,\"\"\n\"two\r\nlines\",x,y\"z\nlast,\"q\" ,");

        assertThat(rows)
                .extracting(CsvRecord::cells)
                .containsExactly(
                        List.of("a,\"b\"", "", ""), List.of("two\r\nlines", "x", "y\"z"), List.of("last", "q", ""));
        assertThat(rows).extracting(CsvRecord::line).containsExactly(1L, 2L, 4L);
        assertThat(rows).extracting(CsvRecord::mistake).containsOnlyNulls();
    }

    @Test
    void losesOneLineToAQuoteThatIsNeverClosed() throws IOException {
        List<CsvRecord> rows = read("a,b\n\"open,1\n2,3\n4,5\n");

        assertThat(rows).extracting(CsvRecord::line).containsExactly(1L, 2L, 3L, 4L);
        assertThat(rows.get(1).mistake()).isEqualTo("opens a quote that is never closed");
        assertThat(rows.get(1).text()).isEqualTo("\"open,1");
        assertThat(rows.get(3).cells()).containsExactly("4", "5");
    }

    @Test
    void losesOneLineToTextBehindAQuote() throws IOException {
        List<CsvRecord> rows = read("\"a\"b,1\n2,3\n\"x\ny\"z,1\n4,5");

        assertThat(rows)
                .extracting(CsvRecord::mistake)
                .containsExactly("has text after a closing quote", null, "has text after a closing quote", null, null);
        assertThat(rows).extracting(CsvRecord::line).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void losesOneLineToAHundredMegabytesWithoutALineEnd() throws IOException {
        InputStream huge = new SequenceInputStream(Collections.enumeration(
                List.of(stream("a,b\n1,2\n\"3,"), new Repeated('x', 100L << 20), stream("\r\n4,5\n"))));

        List<CsvRecord> rows = read(huge, StandardCharsets.UTF_8);

        assertThat(rows).hasSize(4);
        assertThat(rows.get(2).line()).isEqualTo(3);
        assertThat(rows.get(2).mistake()).isEqualTo("is longer than 1,048,576 characters");
        assertThat(rows.get(2).text()).hasSize(201);
        assertThat(rows.get(3).line()).isEqualTo(4);
        assertThat(rows.get(3).cells()).containsExactly("4", "5");
    }

    @Test
    void losesOneLineToAQuoteThatStaysOpenForAMegabyte() throws IOException {
        List<CsvRecord> rows = read("a,\"b\n" + "1,2\n".repeat(400_000));

        assertThat(rows).hasSize(400_001);
        assertThat(rows.getFirst().mistake()).isEqualTo("opens a quote that is not closed within 1,048,576 characters");
        assertThat(rows.getLast().line()).isEqualTo(400_001);
    }

    @Test
    void takesARowJustWithinTheLimit() throws IOException {
        String cell = "x".repeat(CsvReader.LONGEST_ROW - 3);

        List<CsvRecord> rows = read("1," + cell + "\n2,y\n3," + cell + "xx\n4,z");

        assertThat(rows).extracting(row -> row.mistake() == null).containsExactly(true, true, false, true);
    }

    @Test
    void readsBackWhateverIsWrittenByTheRules() throws IOException {
        var random = new SplittableRandom(1);
        String alphabet = "ab\",;\n\r\t é🌊";
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            rows.add(Stream.generate(() -> word(alphabet, random))
                    .limit(1 + random.nextInt(4))
                    .toList());
        }
        String csv = rows.stream()
                .map(row -> row.stream().map(CsvCells::quoted).collect(Collectors.joining(",")))
                .collect(Collectors.joining("\r\n"));

        assertThat(read(csv)).extracting(CsvRecord::cells).isEqualTo(rows);
    }

    @Test
    void readsUtf16AndByteOrderMarks() throws IOException {
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            List<CsvRecord> rows = read(stream("\uFEFFä,🌊\n1,2", charset), charset);

            assertThat(rows.getFirst().cells()).containsExactly("ä", "🌊");
        }
    }

    @Test
    void saysWhichByteIsInAnotherEncoding() {
        byte[] file = "a,b\n1,2\n3,caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThatExceptionOfType(UndecodableText.class)
                .isThrownBy(() -> read(new ByteArrayInputStream(file), StandardCharsets.UTF_8))
                .withMessageContaining("Byte 13, in line 3, is not valid UTF-8");
    }

    @Test
    void saysThatTheLastCharacterIsCutOff() {
        byte[] file = "a,b\n1,é".getBytes(StandardCharsets.UTF_8);

        assertThatExceptionOfType(UndecodableText.class)
                .isThrownBy(() ->
                        read(new ByteArrayInputStream(Arrays.copyOf(file, file.length - 1)), StandardCharsets.UTF_8))
                .withMessageContaining("in line 2");
    }

    private static String word(String alphabet, SplittableRandom random) {
        int[] characters = alphabet.codePoints().toArray();
        int length = 1 + random.nextInt(6);
        var word = new StringBuilder("w");
        for (int i = 0; i < length; i++) {
            word.appendCodePoint(characters[random.nextInt(characters.length)]);
        }
        return word.toString();
    }

    private static List<CsvRecord> read(String text) throws IOException {
        return read(stream(text), StandardCharsets.UTF_8);
    }

    private static List<CsvRecord> read(InputStream in, Charset charset) throws IOException {
        List<CsvRecord> rows = new ArrayList<>();
        try (var reader = new CsvReader(in, new CsvFormat(charset, ',', true))) {
            for (CsvRecord row = reader.next(); row != null; row = reader.next()) {
                rows.add(row);
            }
        }
        return rows;
    }

    private static InputStream stream(String text) {
        return stream(text, StandardCharsets.UTF_8);
    }

    private static InputStream stream(String text, Charset charset) {
        return new ByteArrayInputStream(text.getBytes(charset));
    }
}
