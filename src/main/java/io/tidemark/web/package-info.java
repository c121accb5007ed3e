/** How this server answers where neither a page nor the API does. */
@NullMarked
package io.tidemark.web;

import org.jspecify.annotations.NullMarked;
