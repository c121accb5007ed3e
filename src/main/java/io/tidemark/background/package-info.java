/** Work that goes on beside the pages, and from when on it does. */
@NullMarked
package io.tidemark.background;

import org.jspecify.annotations.NullMarked;
