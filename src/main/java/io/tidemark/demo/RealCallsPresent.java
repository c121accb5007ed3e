package io.tidemark.demo;

/** Demo calls were not loaded, because they would mix with real ones. */
public class RealCallsPresent extends RuntimeException {

    RealCallsPresent() {
        super("The database holds calls that are not demo calls; demo calls would mix with them.");
    }
}
