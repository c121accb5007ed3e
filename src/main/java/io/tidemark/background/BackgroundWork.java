package io.tidemark.background;

/** What goes on beside the pages for as long as the application runs. A start that fails never begins it. */
public interface BackgroundWork {

    /** Begins it and returns at once. */
    void start();

    /** Ends it, and waits a little while for what is under way. */
    void stop();
}
