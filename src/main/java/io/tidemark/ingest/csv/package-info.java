/** Reads calls from CSV files of any size: guesses how a file is to be read, shows what would be stored, imports. */
@NullMarked
package io.tidemark.ingest.csv;

import org.jspecify.annotations.NullMarked;
