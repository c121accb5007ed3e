package io.tidemark.imports;

import com.vaadin.flow.component.html.Div;
import io.tidemark.ingest.CallField;
import io.tidemark.ingest.LatencyUnit;
import io.tidemark.ingest.csv.CsvContents;
import io.tidemark.ingest.csv.CsvMapping;
import io.tidemark.ingest.csv.CsvNotation;
import io.tidemark.ingest.csv.DateOrder;
import io.tidemark.ingest.csv.EpochUnit;
import io.tidemark.ingest.csv.NumberMarks;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How the file writes numbers and times: what is sure, and questions where it is not. */
final class NotationForm extends Div {

    private final CsvContents contents;
    private final NotationChoice<NumberMarks> marks;
    private final NotationChoice<LatencyUnit> latencyUnit;
    private final NotationChoice<DateOrder> dateOrder;
    private final NotationChoice<EpochUnit> epochUnit;
    private List<@Nullable CallField> columns;

    NotationForm(CsvContents contents, CsvMapping mapping, Runnable onChange) {
        addClassName("import-notation");
        this.contents = contents;
        this.columns = mapping.columns();
        Runnable changed = () -> {
            show(columns);
            onChange.run();
        };
        CsvNotation known = mapping.notation();
        marks = new NotationChoice<>(
                "Numbers are written like",
                List.of(NumberMarks.values()),
                NumberMarks::example,
                known.marks(),
                changed);
        latencyUnit = new NotationChoice<>(
                "Latency is in", List.of(LatencyUnit.values()), LatencyUnit::label, known.latencyUnit(), changed);
        dateOrder = new NotationChoice<>(
                "Days are written", List.of(DateOrder.values()), DateOrder::label, known.dateOrder(), changed);
        epochUnit = new NotationChoice<>(
                "Times since 1970 count", List.of(EpochUnit.values()), EpochUnit::label, known.epochUnit(), changed);
        add(marks, latencyUnit, dateOrder, epochUnit);
        show(columns);
    }

    /** Looks at the values again, for columns that mean this. */
    void show(List<@Nullable CallField> meaning) {
        columns = meaning;
        marks.show(contents.marks(meaning));
        latencyUnit.show(contents.latencyUnit(meaning, marks.value()));
        dateOrder.show(contents.dateOrder(meaning));
        epochUnit.show(contents.epochUnit(meaning));
    }

    CsvNotation value() {
        return new CsvNotation(marks.value(), latencyUnit.value(), dateOrder.value(), epochUnit.value());
    }

    /** What has to be answered before the import, if anything has to. */
    Optional<String> question() {
        return Stream.of(marks, latencyUnit, dateOrder, epochUnit)
                .flatMap(choice -> choice.question().stream())
                .findFirst();
    }
}
