/** What one sender may ask of this server: how often, and how much at once. */
@NullMarked
package io.tidemark.security.limits;

import org.jspecify.annotations.NullMarked;
