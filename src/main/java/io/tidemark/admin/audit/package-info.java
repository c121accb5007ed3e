/** The page of what was done, for admins. */
@NullMarked
package io.tidemark.admin.audit;

import org.jspecify.annotations.NullMarked;
