package io.tidemark.ingest.csv;

import io.tidemark.ingest.CallField;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a file's columns mean.
 *
 * @param columns the field that each column fills; null where it is ignored
 * @param constants values for what the file lacks or leaves empty
 * @param zone the zone of times that name none
 * @param notation how all its rows write numbers and times
 * @param endNow whether all calls are moved in time so that the newest is now
 */
public record CsvMapping(
        List<@Nullable CallField> columns,
        Map<CallField, String> constants,
        ZoneId zone,
        CsvNotation notation,
        boolean endNow) {

    public CsvMapping {
        columns = Collections.unmodifiableList(new ArrayList<>(columns));
        constants = Map.copyOf(constants);
    }

    /** The column that fills a field, or -1. */
    public int columnOf(CallField field) {
        return columns.indexOf(field);
    }
}
