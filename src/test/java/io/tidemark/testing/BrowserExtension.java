package io.tidemark.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.security.Role;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/** Gives each test its visitor; keeps a picture of what a failed one saw in {@code target/browser}. */
class BrowserExtension implements ParameterResolver, AfterEachCallback {

    private static final Namespace NAMESPACE = Namespace.create(BrowserExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Visitor.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        var application = SpringExtension.getApplicationContext(test);
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        var users = new TestUsers(application.getBean(JdbcClient.class));
        return test.getStore(NAMESPACE)
                .computeIfAbsent(Visitor.class, type -> new Visitor("http://localhost:" + port, users, Role.ADMIN));
    }

    @Override
    public void afterEach(ExtensionContext test) {
        Visitor visitor = test.getStore(NAMESPACE).get(Visitor.class, Visitor.class);
        if (visitor == null) {
            return;
        }
        try {
            if (test.getExecutionException().isPresent()) {
                visitor.photograph(
                        Path.of("target/browser"),
                        test.getRequiredTestClass().getSimpleName() + "."
                                + test.getRequiredTestMethod().getName());
            } else {
                assertThat(visitor.complaints()).as("the browser's console").isEmpty();
            }
        } finally {
            visitor.leave();
        }
    }
}
