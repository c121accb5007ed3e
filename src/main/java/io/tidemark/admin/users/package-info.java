/** The page of those who may sign in, for admins. */
@NullMarked
package io.tidemark.admin.users;

import org.jspecify.annotations.NullMarked;
