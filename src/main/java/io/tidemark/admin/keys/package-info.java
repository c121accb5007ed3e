/** The page on which admins make and revoke API keys. */
@NullMarked
package io.tidemark.admin.keys;

import org.jspecify.annotations.NullMarked;
