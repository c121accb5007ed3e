package io.tidemark.admin;

import io.tidemark.ui.Change.Verdict;
import io.tidemark.ui.TableData;
import io.tidemark.ui.TableData.Cell;
import io.tidemark.ui.TableData.Column;
import io.tidemark.ui.TableData.Row;
import java.util.List;

/** The triggers on the calls, as pg_trigger has them. */
class TriggersPanel extends TablePanel {

    private static final List<Column> COLUMNS = List.of(
            Column.text("Trigger", "trigger"),
            Column.text("Fires on", "event"),
            Column.text("State", "state"),
            Column.text("What for", "purpose"));

    TriggersPanel() {
        super("Triggers");
        setId("triggers");
    }

    @Override
    String remark(Situation of) {
        var most =
                of.triggers().stream().mapToInt(TriggerStatus::relations).max().orElse(1);
        return most > 1 ? "on api_usage and its %d partitions".formatted(most - 1) : "on api_usage";
    }

    @Override
    TableData table(Situation of) {
        var rows = of.triggers().stream()
                .map(trigger -> new Row(trigger.trigger(), cells(trigger, of.status())))
                .toList();
        return new TableData("Triggers", COLUMNS, rows);
    }

    private static List<Cell> cells(TriggerStatus trigger, EngineStatus status) {
        return List.of(
                Cell.of(trigger.trigger()),
                Cell.of(trigger.event()),
                state(trigger, status),
                Cell.of(trigger.purpose()));
    }

    private static Cell state(TriggerStatus trigger, EngineStatus status) {
        boolean wanted = !trigger.follows() || status.wantsTriggers();
        var verdict = trigger.on() == wanted ? wanted ? Verdict.GOOD : Verdict.NEUTRAL : Verdict.BAD;
        var word = trigger.on() ? trigger.follows() ? "on" : "always on" : "off";
        boolean partly = !trigger.on() && trigger.enabled() > 0;
        return Cell.judged(
                partly
                        ? "off on %d of %d".formatted(trigger.relations() - trigger.enabled(), trigger.relations())
                        : word,
                trigger.follows() ? "Follows the strategy" : "Keeps the figures right, whatever the strategy",
                verdict);
    }
}
