/** What programs ask over HTTP: refresh, status and figures, and the description of it all. */
@NullMarked
package io.tidemark.api;

import org.jspecify.annotations.NullMarked;
