package io.tidemark.ui.charts;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.function.DeploymentConfiguration;
import com.vaadin.flow.server.VaadinSession;
import java.lang.reflect.Proxy;

/** A session in production that one thread has to itself. */
final class UnlockedSession extends VaadinSession {

    private UnlockedSession() {
        super(null);
    }

    /** A page without a browser. */
    static UI page() {
        var page = new UI();
        page.getInternals().setSession(new UnlockedSession());
        return page;
    }

    @Override
    public DeploymentConfiguration getConfiguration() {
        return (DeploymentConfiguration) Proxy.newProxyInstance(
                UnlockedSession.class.getClassLoader(),
                new Class<?>[] {DeploymentConfiguration.class},
                (_, method, _) -> method.getName().equals("isProductionMode"));
    }

    @Override
    public boolean hasLock() {
        return true;
    }

    @Override
    public void checkHasLock() {}
}
