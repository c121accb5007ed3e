/** What bin/bench runs: measurements side by side in one run, as ratios. */
package io.tidemark.bench;
