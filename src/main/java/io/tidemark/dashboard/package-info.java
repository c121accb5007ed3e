/** The pages that show usage: the overview and its panels. */
@NullMarked
package io.tidemark.dashboard;

import org.jspecify.annotations.NullMarked;
