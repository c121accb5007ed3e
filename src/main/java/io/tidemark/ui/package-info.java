/** The shell, and the components that all pages share. */
@NullMarked
package io.tidemark.ui;

import org.jspecify.annotations.NullMarked;
