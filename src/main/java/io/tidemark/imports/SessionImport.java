package io.tidemark.imports;

import com.vaadin.flow.server.VaadinSession;
import org.jspecify.annotations.Nullable;

/** The import that somebody started, findable until they start over or leave for good. */
final class SessionImport {

    private SessionImport() {}

    static @Nullable ImportJob job(VaadinSession session) {
        return session.getAttribute(ImportJob.class);
    }

    static void remember(VaadinSession session, ImportJob job) {
        forget(session);
        session.setAttribute(ImportJob.class, job);
        session.addSessionDestroyListener(event -> {
            if (job(session) == job) {
                forget(session);
            }
        });
    }

    /** Forgets it together with its files. */
    static void forget(VaadinSession session) {
        ImportJob job = job(session);
        if (job != null) {
            job.dispose();
            session.setAttribute(ImportJob.class, null);
        }
    }

    /** Forgets it and leaves its files to the caller. */
    static void release(VaadinSession session) {
        session.setAttribute(ImportJob.class, null);
    }
}
