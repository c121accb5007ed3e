package io.tidemark;

import io.tidemark.security.FirstAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.springframework.web.context.WebApplicationContext;

/** Says where to look, once there is something to see. */
@Component
class ReadyMessage {

    private static final Logger log = LoggerFactory.getLogger(ReadyMessage.class);

    private final Environment environment;
    private final FirstAdmin firstAdmin;

    ReadyMessage(Environment environment, FirstAdmin firstAdmin) {
        this.environment = environment;
        this.firstAdmin = firstAdmin;
    }

    @EventListener
    void sayWhere(ApplicationReadyEvent ready) {
        String port = environment.getProperty("local.server.port");
        if (port != null) {
            String path = contextPath(ready.getApplicationContext());
            log.info("Tidemark is ready: http://localhost:{}{}/analytics", port, path);
        }
        firstAdmin.takePassword().ifPresent(ReadyMessage::tell);
    }

    private static String contextPath(ApplicationContext application) {
        var servlets = application instanceof WebApplicationContext web ? web.getServletContext() : null;
        return servlets == null ? "" : servlets.getContextPath();
    }

    /** To the console alone: what is logged may be kept and sent anywhere. */
    private static void tell(FirstAdmin.NewPassword made) {
        System.out.printf(
                "%n    Sign in as %s with the password %s%n    It is not shown again, and you choose another one then.%n%n",
                made.user(), made.password());
    }
}
