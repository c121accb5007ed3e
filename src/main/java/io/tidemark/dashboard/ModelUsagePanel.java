package io.tidemark.dashboard;

import io.tidemark.analytics.ModelFigures;
import io.tidemark.ui.Figures;
import io.tidemark.ui.TableData;
import io.tidemark.ui.TableData.Cell;
import io.tidemark.ui.TableData.Column;
import io.tidemark.ui.TableData.Row;
import io.tidemark.ui.Times;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much each model was used, by how many, and when last. */
class ModelUsagePanel extends UsagePanel {

    ModelUsagePanel() {
        super(PanelName.USAGE);
    }

    @Override
    TableData table(Shown shown) {
        var columns = List.of(
                Column.text("Model", "model"),
                Column.text("Provider", "provider").minor(),
                Column.number("Calls", "calls"),
                Column.number("Tokens in", "prompt_tokens"),
                Column.number("Tokens out", "completion_tokens"),
                Column.number("Users", "active_users").minor(),
                Column.text("Last used", "last_used_at").minor());
        var rows = shown.overview().models().stream()
                .sorted(Comparator.comparingLong(
                                (ModelFigures model) -> model.sums().calls())
                        .reversed()
                        .thenComparing(ModelFigures::name))
                .map(model -> row(model, shown))
                .toList();
        return new TableData("Model usage", columns, rows);
    }

    @Override
    void showBeside(Shown shown) {
        int models = shown.overview().models().size();
        setRemark(models == 1 ? "1 model" : models + " models");
    }

    private static Row row(ModelFigures of, Shown shown) {
        var name = of.name();
        return new Row(
                name.toString(),
                List.of(
                        Cell.swatch(shown.tone(name), name.model()),
                        Cell.of(name.provider()),
                        Cell.count(of.sums().calls()),
                        Cell.count(of.sums().promptTokens()),
                        Cell.count(of.sums().completionTokens()),
                        Cell.count(of.activeUsers()),
                        lastUsed(of.lastUsed(), shown)));
    }

    private static Cell lastUsed(@Nullable Instant instant, Shown shown) {
        if (instant == null) {
            return Cell.of(Figures.NO_DATA, "not known", "");
        }
        var zone = shown.overview().period().zone();
        var text = Times.clock(instant, shown.overview().freshness().readAt(), zone);
        var full = instant.truncatedTo(ChronoUnit.MILLIS)
                .atZone(zone)
                .toOffsetDateTime()
                .toString();
        return Cell.of(text, full, full);
    }
}
