package io.tidemark.admin.audit;

import io.tidemark.security.AuditEvent;
import io.tidemark.ui.TableData;
import io.tidemark.ui.TableData.Cell;
import io.tidemark.ui.TableData.Column;
import io.tidemark.ui.TableData.Row;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Writes events as rows. */
final class AuditTable {

    private static final List<Column> COLUMNS = List.of(
            Column.text("Time (UTC)", "at"),
            Column.text("Who", "actor"),
            Column.text("Did", "action"),
            Column.text("To what", "subject"),
            Column.text("Details", "detail"),
            Column.text("From", "address"));

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MMM d, yyyy, HH:mm:ss", Locale.US).withZone(ZoneOffset.UTC);

    private AuditTable() {}

    static TableData of(List<AuditEvent> events) {
        return new TableData(
                "Audit",
                COLUMNS,
                events.stream()
                        .map(event -> new Row(
                                String.valueOf(event.id()),
                                List.of(
                                        Cell.of(
                                                TIME.format(event.at()),
                                                event.at().toString(),
                                                event.at().toString()),
                                        Cell.of(event.actor()),
                                        Cell.of(event.action()),
                                        Cell.of(event.subject()),
                                        Cell.of(event.detail()),
                                        Cell.of(event.address()))))
                        .toList());
    }
}
