/** The page that imports CSV files. */
@NullMarked
package io.tidemark.imports;

import org.jspecify.annotations.NullMarked;
