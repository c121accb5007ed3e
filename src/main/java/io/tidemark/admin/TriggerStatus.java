package io.tidemark.admin;

/**
 * A trigger of api_usage, or one that each of its partitions carries.
 *
 * @param relations how many tables carry it
 * @param enabled on how many of them it is on
 * @param follows whether the strategy switches it; the others are always on
 */
record TriggerStatus(
        String trigger, String relation, String event, int relations, int enabled, boolean follows, String purpose) {

    static final String QUERY = """
            SELECT trigger, min(relation) AS relation, event, count(*) AS relations,
                count(*) FILTER (WHERE enabled) AS enabled, bool_or(trigger LIKE 'auto\\_refresh%') AS follows,
                coalesce(min(purpose), '') AS purpose
            FROM analytics_trigger_status
            GROUP BY trigger, event
            ORDER BY bool_or(trigger LIKE 'auto\\_refresh%') DESC, trigger""";

    boolean on() {
        return enabled == relations;
    }
}
