/** Signing in, and what one does with one's own account. */
@NullMarked
package io.tidemark.account;

import org.jspecify.annotations.NullMarked;
