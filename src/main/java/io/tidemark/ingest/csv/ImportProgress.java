package io.tidemark.ingest.csv;

/** Hears how far an import is, a few times a second, and can end it. */
public interface ImportProgress {

    /** One that nobody watches. */
    ImportProgress UNWATCHED = (fraction, accepted, rejected) -> true;

    /**
     * Says how far it is.
     *
     * @param fraction 0 to 1
     * @return whether to go on
     */
    boolean report(double fraction, long accepted, long rejected);
}
