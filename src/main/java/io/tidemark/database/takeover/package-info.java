/**
 * The {@code api_usage} of an older system: looked at before anything is done, left as it is but for what a refresh needs,
 * and watched in place.
 */
@NullMarked
package io.tidemark.database.takeover;

import org.jspecify.annotations.NullMarked;
