package io.tidemark.admin;

/**
 * Something that figures depend on and that is not as it must be.
 *
 * @param kind what it is about: a change trigger, a column, a view
 * @param finding a sentence without its full stop
 * @param cure what helps
 */
record Drift(String kind, String finding, String cure) {

    static final String QUERY = "SELECT kind, finding, cure FROM find_drift()";

    /** Whether figures are right but for calls that nobody can place. */
    boolean isOfFewCalls() {
        return kind.equals("uncounted calls");
    }

    /** Whether another verdict says so already. */
    boolean isSaidElsewhere() {
        return kind.equals("hint trigger") || kind.equals("cron job");
    }
}
