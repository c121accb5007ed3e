/** Accepts call records, from REST and from CSV files, and appends them to {@code api_usage}. */
@NullMarked
package io.tidemark.ingest;

import org.jspecify.annotations.NullMarked;
