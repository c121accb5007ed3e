package io.tidemark.ui;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinRequest;
import com.vaadin.flow.server.VaadinServiceInitListener;
import com.vaadin.flow.server.communication.ServerRpcHandler;
import com.vaadin.flow.server.communication.UidlRequestHandler;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Bounds how much one request of a page may ask for: the size of its body alone allows a hundred thousand things. */
@Component
class LimitedInvocations implements VaadinServiceInitListener {

    private final int most;
    private final Counter refused;

    LimitedInvocations(@Value("${tidemark.pages.invocations-per-request}") int most, MeterRegistry registry) {
        this.most = most;
        refused = Counter.builder("tidemark.pages.requests.refused")
                .description("Requests of pages that were refused because they asked for too much at once")
                .register(registry);
    }

    @Override
    public void serviceInit(ServiceInitEvent event) {
        // What is added is asked before Vaadin's own.
        event.addRequestHandler(new UidlRequestHandler() {
            @Override
            protected ServerRpcHandler createRpcHandler() {
                return new Limited();
            }
        });
    }

    private final class Limited extends ServerRpcHandler {

        @Override
        protected void handleRpc(UI ui, String message, VaadinRequest request, RpcRequest asked)
                throws MessageIdSyncException {
            if (asked.getRpcInvocationsData().size() > most) {
                refused.increment();
                ui.close();
                throw new FailingPages.PageEnded();
            }
            super.handleRpc(ui, message, request, asked);
        }
    }
}
