package io.tidemark.dashboard;

/** Addresses that carry a state. */
final class Links {

    private Links() {}

    /** {@code ?range=7d}, or nothing where all is as usual. */
    static String query(PageState state) {
        var query = PageAddress.of(state).getQueryString();
        return query.isEmpty() ? "" : "?" + query;
    }
}
