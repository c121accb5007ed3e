package io.tidemark.refresh;

/**
 * REFRESH MATERIALIZED VIEW CONCURRENTLY makes temporary tables, whose dead rows in the catalogs autovacuum takes away
 * too late where refreshes follow each other closely. Only the owner of the database may vacuum them; where another role
 * refreshes, they are autovacuum's.
 */
public final class CatalogVacuum {

    /** After so many refreshes it is due. It takes 2 ms; at every 15 the catalogs grew to three times their size. */
    public static final int REFRESHES_BETWEEN = 3;

    /** What to run; not inside a transaction. */
    public static final String STATEMENT = """
            VACUUM (SKIP_LOCKED, TRUNCATE false) pg_attribute, pg_class, pg_depend, pg_type, pg_index, pg_rewrite""";

    private CatalogVacuum() {}
}
