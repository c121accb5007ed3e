package io.tidemark.admin;

import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.SimplePropertyRowMapper;

/** Reads rows as records, by the names of their columns. */
final class Rows {

    private Rows() {}

    static <T> RowMapper<T> of(Class<T> type) {
        return new SimplePropertyRowMapper<>(type);
    }
}
