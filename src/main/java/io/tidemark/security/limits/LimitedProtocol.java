package io.tidemark.security.limits;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP with limits that Tomcat has not: how many connections one address may have, and how long a whole request
 * may take to arrive. Tomcat's own timeouts begin anew with each byte.
 */
public final class LimitedProtocol extends Http11NioProtocol {

    private final Map<TimedProcessor, SocketWrapperBase<?>> underWay = new ConcurrentHashMap<>();
    private final LimitedEndpoint endpoint;
    private ArrivalTime allowed = ArrivalTime.ANY;
    private Runnable late = () -> {};
    private @Nullable Future<?> watch;

    /** For Tomcat, which makes it by its name. */
    public LimitedProtocol() {
        this(new LimitedEndpoint());
    }

    private LimitedProtocol(LimitedEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    /** Limits connections; what is refused is told. */
    void limitConnections(int perAddress, Runnable refused) {
        endpoint.limit(perAddress, refused);
    }

    /** Limits how long requests take to arrive; each that is cut off is told. */
    void limitArrival(ArrivalTime allowed, Runnable late) {
        this.allowed = allowed;
        this.late = late;
    }

    @Override
    protected Processor createProcessor() {
        return new TimedProcessor(this, getAdapter(), underWay);
    }

    @Override
    public void start() throws Exception {
        super.start();
        watch = getUtilityExecutor().scheduleWithFixedDelay(this::cutOffLate, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public void stop() throws Exception {
        if (watch != null) {
            watch.cancel(false);
        }
        super.stop();
    }

    private void cutOffLate() {
        long now = System.nanoTime();
        underWay.forEach((processor, connection) -> {
            if (connection.isClosed()) {
                underWay.remove(processor, connection);
            } else if (processor.isLate(allowed, now)) {
                late.run();
                connection.close();
            }
        });
    }
}
