package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.logging.logback.ColorConverter;
import org.springframework.boot.logging.logback.ExtendedWhitespaceThrowableProxyConverter;
import org.springframework.core.io.ClassPathResource;

/** Nothing that is logged passes for a line of ours, in the patterns that the application logs with. */
class LogLinesTest {

    private static final String FORGED = "x\n2026-11-28T12:00:00Z  WARN 1 --- [main] forged\r\u001b[2J\u202e";

    @ParameterizedTest
    @ValueSource(strings = {"logging.pattern.console", "logging.pattern.file"})
    void aMessageThatHoldsALineBeginsItWithABar(String pattern) throws IOException {
        assertThat(logged(pattern, "event=told text=\"" + FORGED + "\"", null))
                .endsWith(": event=told text=\"x\n| 2026-11-28T12:00:00Z  WARN 1 --- [main] forged??[2J?\"\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"logging.pattern.console", "logging.pattern.file"})
    void soDoesTheMessageOfAFailureWhoseTraceStaysReadable(String pattern) throws IOException {
        var failure = new IllegalStateException(FORGED, new IllegalArgumentException("\n" + FORGED));
        failure.addSuppressed(new IllegalStateException("closed"));

        assertThat(logged(pattern, "event=told", failure))
                .contains("\njava.lang.IllegalStateException: x\n| 2026-11-28T12:00:00Z", "\n\tat io.tidemark.")
                .contains("\nCaused by: java.lang.IllegalArgumentException: ", "\n\tSuppressed: ")
                .doesNotContain("\n2026-11-28T12:00:00Z", "\u001b[2J", "\u202e", "\n| \tat");
    }

    private static String logged(String pattern, String message, Throwable failure) throws IOException {
        var settings = new YamlPropertySourceLoader().load("ours", new ClassPathResource("application.yaml"));
        var context = new LoggerContext();
        var layout = new PatternLayout();
        layout.setContext(context);
        layout.getInstanceConverterMap().put("clr", ColorConverter::new);
        layout.getInstanceConverterMap().put("wEx", ExtendedWhitespaceThrowableProxyConverter::new);
        layout.setPattern(Objects.toString(settings.getFirst().getProperty(pattern)));
        layout.start();
        var logger = context.getLogger("of.a.test");
        return layout.doLayout(new LoggingEvent("", logger, Level.WARN, message, failure, null));
    }
}
