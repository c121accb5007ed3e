package io.tidemark;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Says where to look, once there is something to see. */
@Component
class ReadyMessage {

    private static final Logger log = LoggerFactory.getLogger(ReadyMessage.class);

    private final Environment environment;

    ReadyMessage(Environment environment) {
        this.environment = environment;
    }

    @EventListener
    void sayWhere(ApplicationReadyEvent ready) {
        String port = environment.getProperty("local.server.port");
        if (port != null) {
            log.info("Tidemark is ready: http://localhost:{}/analytics", port);
        }
    }
}
