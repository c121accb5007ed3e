package io.tidemark.ingest.csv;

import java.nio.charset.Charset;

/**
 * How a file's bytes are to be read as rows of cells.
 *
 * @param header whether its first row names the columns
 */
public record CsvFormat(Charset charset, char separator, boolean header) {}
