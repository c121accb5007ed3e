package io.tidemark.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Many pages that are open at once. */
final class HeadlessPages implements AutoCloseable {

    private static final int OPENED_AT_ONCE = 4;

    private final HttpClient client = HttpClient.newBuilder()
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    private final List<HeadlessPage> pages = new ArrayList<>();

    /** Opens so many more; each has its own listener to what is pushed. */
    void open(URI address, int count, Supplier<HeadlessPage.Listener> listener) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(OPENED_AT_ONCE)) {
            List<Future<HeadlessPage>> opening = new ArrayList<>();
            for (int page = 0; page < count; page++) {
                Callable<HeadlessPage> open = () -> HeadlessPage.open(client, address, listener.get());
                opening.add(threads.submit(open));
            }
            for (Future<HeadlessPage> page : opening) {
                pages.add(page.get());
            }
        }
    }

    int count() {
        return pages.size();
    }

    /** How many of them have lost their connection. */
    long broken() {
        return pages.stream().filter(page -> !page.isConnected()).count();
    }

    @Override
    public void close() {
        pages.forEach(HeadlessPage::close);
        pages.clear();
        client.shutdownNow();
    }
}
