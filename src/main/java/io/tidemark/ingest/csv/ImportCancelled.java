package io.tidemark.ingest.csv;

/** An import was ended before its time; nothing of it was stored. */
public class ImportCancelled extends RuntimeException {

    ImportCancelled() {
        super("The import was cancelled; nothing was stored.", null, false, false);
    }
}
