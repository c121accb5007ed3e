/** Tidemark: what AI calls cost and how they perform, on your own PostgreSQL. */
@NullMarked
package io.tidemark;

import org.jspecify.annotations.NullMarked;
