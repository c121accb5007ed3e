package io.tidemark.demo;

/** The table of calls, which is another system's, does not take demo calls. */
public class DemoRefused extends RuntimeException {

    DemoRefused(String why, Throwable cause) {
        super("No demo calls were added. " + why, cause);
    }
}
