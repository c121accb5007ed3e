/** The PostgreSQL under everything: an embedded one when none is configured, and what is said when none answers. */
@NullMarked
package io.tidemark.database;

import org.jspecify.annotations.NullMarked;
