/** Who may talk to this server, who they are, and what they did. */
@NullMarked
package io.tidemark.security;

import org.jspecify.annotations.NullMarked;
