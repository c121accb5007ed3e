/** What the tests stand on: throw-away databases, a real browser, the application in between. */
@NullMarked
package io.tidemark.testing;

import org.jspecify.annotations.NullMarked;
