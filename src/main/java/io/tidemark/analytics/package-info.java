/** The read model: everything a page shows, read at one instant from the views and rollups. */
@NullMarked
package io.tidemark.analytics;

import org.jspecify.annotations.NullMarked;
