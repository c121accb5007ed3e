package io.tidemark.security.limits;

import io.tidemark.security.limits.LimitsMet.Limit;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** Has Tomcat keep the limits for connections and for the arrival of requests. */
@Component
class ServerLimits implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private final int connections;
    private final ArrivalTime arrival;
    private final LimitsMet met;

    ServerLimits(
            @Value("${tidemark.limits.connections-per-address}") int connections,
            @Value("${server.forward-headers-strategy:none}") String forwarded,
            @Value("${tidemark.limits.head-time}") Duration head,
            @Value("${tidemark.limits.body-time}") Duration body,
            @Value("${tidemark.limits.body-per-second}") DataSize perSecond,
            LimitsMet met) {
        // All connections are the proxy's, where there is one: it has to count them.
        this.connections = forwarded.equalsIgnoreCase("none") ? connections : Integer.MAX_VALUE;
        arrival = new ArrivalTime(
                head.toNanos(), body.toNanos(), TimeUnit.SECONDS.toNanos(1) / Math.max(1, perSecond.toBytes()));
        this.met = met;
    }

    @Override
    public void customize(TomcatServletWebServerFactory server) {
        server.setProtocol(LimitedProtocol.class.getName());
        server.addConnectorCustomizers(connector -> {
            if (connector.getProtocolHandler() instanceof LimitedProtocol protocol) {
                protocol.limitConnections(connections, () -> met.count(Limit.CONNECTIONS_PER_ADDRESS));
                protocol.limitArrival(arrival, () -> met.count(Limit.REQUEST_TIME));
            }
        });
    }
}
