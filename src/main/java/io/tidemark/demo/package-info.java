/** Plausible demo calls for a first look without data: thirty days and the thirty before, and a trickle of new ones. */
@NullMarked
package io.tidemark.demo;

import org.jspecify.annotations.NullMarked;
