/** Who may talk to this server; until sign-in exists, this machine only. */
@NullMarked
package io.tidemark.security;

import org.jspecify.annotations.NullMarked;
