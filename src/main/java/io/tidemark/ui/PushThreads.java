package io.tidemark.ui;

import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinServiceInitListener;
import com.vaadin.flow.server.VaadinServletService;
import java.util.Collections;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.atmosphere.cpr.ApplicationConfig;
import org.atmosphere.cpr.AtmosphereFramework;
import org.atmosphere.util.ExecutorsFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.stereotype.Component;

/**
 * Lets no slow browser hold up the others. Atmosphere, which carries the push, keeps a thread for each browser for a
 * while after each message, and longer where the browser does not take it: platform threads would be many, or too few.
 */
@Component
class PushThreads implements BeanPostProcessor, VaadinServiceInitListener {

    /** A browser that has not taken a message by then is cut off; when it comes back, it gets what is current. */
    private static final int LONGEST_WRITE_MS = 10_000;

    private static final int MOST_DISPATCHERS = 4;

    /** Browsers send what they have to say in requests; a message on the websocket is a sign of life, a character long. */
    private static final int LONGEST_MESSAGE = 1_024;

    @Override
    public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof ServletRegistrationBean<?> servlet) {
            servlet.addInitParameter(ApplicationConfig.WEBSOCKET_WRITE_TIMEOUT, String.valueOf(LONGEST_WRITE_MS));
            servlet.addInitParameter(
                    ApplicationConfig.BROADCASTER_MESSAGE_PROCESSING_THREADPOOL_MAXSIZE,
                    String.valueOf(MOST_DISPATCHERS));
            servlet.addInitParameter(
                    ApplicationConfig.BROADCASTER_ASYNC_WRITE_THREADPOOL_MAXSIZE, String.valueOf(MOST_DISPATCHERS));
            servlet.addInitParameter(ApplicationConfig.SCHEDULER_THREADPOOL_MAXSIZE, "1");
            servlet.addInitParameter(ApplicationConfig.WEBSOCKET_MAXTEXTSIZE, String.valueOf(LONGEST_MESSAGE));
            servlet.addInitParameter(ApplicationConfig.WEBSOCKET_MAXBINARYSIZE, String.valueOf(LONGEST_MESSAGE));
        }
        return bean;
    }

    @Override
    public void serviceInit(ServiceInitEvent event) {
        var context = ((VaadinServletService) event.getSource()).getServlet().getServletContext();
        for (var attribute : Collections.list(context.getAttributeNames())) {
            if (context.getAttribute(attribute) instanceof AtmosphereFramework atmosphere) {
                forgetWhatIsCancelled(ExecutorsFactory.getScheduler(atmosphere.getAtmosphereConfig()));
                var resources = atmosphere.getAtmosphereConfig().resourcesFactory();
                atmosphere.getBroadcasterFactory().lookupAll().forEach(broadcaster -> {
                    var config = broadcaster.getBroadcasterConfig();
                    var threads = Executors.newThreadPerTaskExecutor(
                            Thread.ofVirtual().name("push-", 0).factory());
                    config.setAsyncWriteService(threads);
                    var failed = new FailedPushes(resources, threads);
                    config.getBroadcasterCache().addBroadcasterCacheListener(failed);
                    config.addFilter(failed);
                });
            }
        }
    }

    /** With each message Atmosphere cancels the sign of life it would have sent a minute later, and plans another. */
    private static void forgetWhatIsCancelled(ScheduledExecutorService scheduler) {
        ((ScheduledThreadPoolExecutor) scheduler).setRemoveOnCancelPolicy(true);
    }
}
