package io.tidemark.api;

import java.util.List;

/** A request whose parameters cannot be understood, each with the reason. */
final class BadParameters extends RuntimeException {

    private final transient List<Mistake> mistakes;

    BadParameters(List<Mistake> mistakes) {
        super("The parameters cannot be understood.", null, false, false);
        this.mistakes = List.copyOf(mistakes);
    }

    /** What is wrong with one parameter. */
    record Mistake(String parameter, String message, String value) {}

    List<Mistake> mistakes() {
        return mistakes;
    }
}
