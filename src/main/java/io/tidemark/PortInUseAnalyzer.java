package io.tidemark;

import java.net.BindException;
import java.util.Objects;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Names the setting that chooses another port. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class PortInUseAnalyzer extends AbstractFailureAnalyzer<PortInUseException> {

    private static final int HIGHEST = 65_535;

    @Override
    protected FailureAnalysis analyze(Throwable failure, PortInUseException cause) {
        int port = cause.getPort();
        String said = cause.getCause() instanceof BindException refused
                ? Objects.requireNonNullElse(refused.getMessage(), "")
                : "";
        if (said.contains("ermission denied")) {
            return new FailureAnalysis(
                    "Port " + port + " is not for everybody: the system lets this user have none below 1024.",
                    "Start on another one: SERVER_PORT=8080 bin/run. A proxy in front can have port " + port + ".",
                    failure);
        }
        if (said.contains("Cannot assign")) {
            return new FailureAnalysis(
                    "The server cannot listen at the address in SERVER_ADDRESS: this machine has no such address.",
                    "Leave SERVER_ADDRESS out to listen on this machine only, or set it to an address of this machine.",
                    failure);
        }
        return new FailureAnalysis(
                "Something else is listening on port " + port + ".",
                "Stop it, or start on another one: SERVER_PORT=" + (port < HIGHEST ? port + 1 : 8080) + " bin/run",
                failure);
    }
}
