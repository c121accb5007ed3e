package io.tidemark.ingest;

/** Where calls go, one after the other, inside one transaction. */
public interface CallSink {

    void add(ApiCall call);
}
