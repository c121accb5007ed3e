/** Decides when the views are refreshed; what a refresh does is SQL, see db/migration. */
@NullMarked
package io.tidemark.refresh;

import org.jspecify.annotations.NullMarked;
