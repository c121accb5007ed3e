/** What an admin sees and does: how the refresh is, what it costs, and every switch of it. */
@NullMarked
package io.tidemark.admin;

import org.jspecify.annotations.NullMarked;
