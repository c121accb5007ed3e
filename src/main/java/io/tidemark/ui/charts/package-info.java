/** Our charts. The only place that uses Vaadin Charts, which is commercial, so that a free one can take over. */
@NullMarked
package io.tidemark.ui.charts;

import org.jspecify.annotations.NullMarked;
