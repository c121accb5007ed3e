/** API keys: by them programs say who they are. */
@NullMarked
package io.tidemark.security.keys;

import org.jspecify.annotations.NullMarked;
