package io.tidemark.ui;

import com.vaadin.flow.server.Command;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Something on a page that follows the figures, see {@link OpenPage#join}. */
public interface LiveContent {

    /** Where everything is up to date already. */
    CompletableFuture<@Nullable Command> NOTHING_NEW = CompletableFuture.completedFuture(null);

    /**
     * Finds out what is new and how to show it. Called on any thread, without the page's lock; must not wait.
     *
     * @return what to do in the page, later; null where nothing is new
     */
    CompletableFuture<@Nullable Command> news();

    /** The refresh whose figures it shows; null where it shows none. Called on any thread. */
    default @Nullable Instant shownRefresh() {
        return null;
    }
}
