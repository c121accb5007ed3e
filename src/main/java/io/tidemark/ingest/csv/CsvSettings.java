package io.tidemark.ingest.csv;

/** All that is to be known to import a file. */
public record CsvSettings(CsvFormat format, CsvMapping mapping) {}
