package io.tidemark.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.ui.TableData.Cell;
import io.tidemark.ui.TableData.Column;
import io.tidemark.ui.TableData.Row;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CsvTest {

    private static final List<Column> COLUMNS =
            List.of(Column.text("Model", "model"), Column.number("Calls", "calls"), Column.text("Trend", ""));

    @Test
    void writesAllDigitsAndInEveryRowWhatItIsTrueFor() {
        assertThat(csv(Cell.of("gpt-4o"), Cell.count(1_234_567)))
                .isEqualTo("model,calls,as_of\r\ngpt-4o,1234567,2026-11-22T14:03:07+01:00\r\n");
    }

    @Test
    void aSpreadsheetTakesNoTextForAFormula() {
        assertThat(csv(Cell.of("=HYPERLINK(\"http://x\")"), Cell.count(1)))
                .contains("\"'=HYPERLINK(\"\"http://x\"\")\",1,");
        assertThat(csv(Cell.of("@SUM(A1)"), Cell.count(1))).contains("'@SUM(A1),1,");
        assertThat(csv(Cell.of("\t+1"), Cell.count(1))).contains("'\t'+1,1,");
    }

    @Test
    void norDoesOneThatTakesOtherSignsForTheEndOfACellOrForASign() {
        assertThat(csv(Cell.of("\uff1dSUM(A1)"), Cell.count(1))).contains("'\uff1dSUM(A1),1,");
        assertThat(csv(Cell.of("a;=SUM(A1)"), Cell.count(1))).contains("a;'=SUM(A1),1,");
        assertThat(csv(Cell.of("a; \uff20SUM(A1)"), Cell.count(1))).contains("a;' \uff20SUM(A1),1,");
        assertThat(csv(Cell.of("a\n=1"), Cell.count(1))).contains("\"a\n'=1\",1,");
        assertThat(csv(Cell.of("  =1"), Cell.count(1))).contains("'  =1,1,");
        assertThat(csv(Cell.of("a=b; c-d"), Cell.count(1))).contains("a=b; c-d,1,");
    }

    @Test
    void quotesWhatWouldBreakALine() {
        assertThat(csv(Cell.of("a,b \"c\"\nd 🌊"), Cell.count(1))).contains("\"a,b \"\"c\"\"\nd 🌊\",1,");
    }

    @Test
    void aNegativeNumberStaysANumber() {
        assertThat(csv(Cell.of("x"), Cell.of("-5", "-5", "-5"))).contains("x,-5,");
    }

    private static String csv(Cell model, Cell calls) {
        var rows = List.of(new Row("1", List.of(model, calls, Cell.trend(List.of(1.0), "trend"))));
        return Csv.of(new TableData("t", COLUMNS, rows), Map.of("as_of", "2026-11-22T14:03:07+01:00"));
    }
}
