package io.tidemark;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Names the setting that chooses another port. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class PortInUseAnalyzer extends AbstractFailureAnalyzer<PortInUseException> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, PortInUseException cause) {
        int port = cause.getPort();
        return new FailureAnalysis(
                "Something else is listening on port " + port + ".",
                "Stop it, or start on another one: SERVER_PORT=" + (port + 1) + " bin/run",
                failure);
    }
}
