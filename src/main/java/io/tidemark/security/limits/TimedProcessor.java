package io.tidemark.security.limits;

import java.io.IOException;
import java.util.Map;
import org.apache.coyote.Adapter;
import org.apache.coyote.Constants;
import org.apache.coyote.InputBuffer;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/** Knows for how long a request has been arriving. Time in which the application does not read is not its sender's. */
final class TimedProcessor extends Http11Processor {

    private static final long NOT = -1;

    private final Map<TimedProcessor, SocketWrapperBase<?>> underWay;
    private final TimedBody body;
    private volatile boolean headIsPartial;
    private long seenEndingAt = NOT; // by the watch alone

    TimedProcessor(
            AbstractHttp11Protocol<?> protocol, Adapter adapter, Map<TimedProcessor, SocketWrapperBase<?>> underWay) {
        super(protocol, adapter);
        this.underWay = underWay;
        body = new TimedBody(request.getInputBuffer());
        request.setInputBuffer(body);
    }

    @Override
    public SocketState process(SocketWrapperBase<?> connection, SocketEvent event) throws IOException {
        boolean goesOn = false;
        headIsPartial = false;
        underWay.put(this, connection);
        try {
            SocketState state = super.process(connection, event);
            goesOn = state == SocketState.LONG;
            // No thread waits for the rest of it; Tomcat comes back when there is more.
            headIsPartial = goesOn && !isAsync();
            return state;
        } finally {
            if (!goesOn) {
                underWay.remove(this);
                body.forget();
            }
        }
    }

    /** Whether its sender takes too long. */
    boolean isLate(ArrivalTime allowed, long now) {
        if (headIsPartial) {
            return now - request.getStartTimeNanos() > allowed.head();
        }
        int stage = request.getRequestProcessor().getStage();
        if (stage != Constants.STAGE_ENDINPUT) {
            seenEndingAt = NOT;
        }
        return switch (stage) {
            case Constants.STAGE_SERVICE -> body.waited(now) > allowed.of(request.getBytesRead());
            case Constants.STAGE_ENDINPUT -> {
                // What nobody wants of a body is read as well, up to a limit, so that the answer gets to its sender.
                if (seenEndingAt == NOT) {
                    seenEndingAt = now;
                }
                yield now - seenEndingAt > allowed.body();
            }
            default -> false;
        };
    }

    private static final class TimedBody implements InputBuffer {

        private final InputBuffer body;
        private volatile long waitedBefore;
        private volatile long waitsSince = NOT;

        TimedBody(InputBuffer body) {
            this.body = body;
        }

        @Override
        public int doRead(ApplicationBufferHandler handler) throws IOException {
            long began = System.nanoTime();
            waitsSince = began;
            try {
                return body.doRead(handler);
            } finally {
                waitsSince = NOT;
                waitedBefore = waitedBefore + System.nanoTime() - began;
            }
        }

        @Override
        public int available() {
            return body.available();
        }

        /** How long it has been waited for in all, where it is waited for now. */
        long waited(long now) {
            long since = waitsSince;
            return since == NOT ? 0 : waitedBefore + now - since;
        }

        void forget() {
            waitedBefore = 0;
        }
    }
}
