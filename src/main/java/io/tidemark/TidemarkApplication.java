package io.tidemark;

import java.util.Locale;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Starts Tidemark. */
@SpringBootApplication
public class TidemarkApplication {

    static void main(String[] args) {
        // All text is English, whatever the language of the machine: 10,485 there is not to become 10.485.
        Locale.setDefault(Locale.Category.FORMAT, Locale.US);
        try {
            SpringApplication.run(TidemarkApplication.class, args);
        } catch (Exception | LinkageError | OutOfMemoryError e) {
            // It has been explained by now; whatever thread is left must not keep a server alive that does not serve.
            System.exit(1);
        }
    }

    @Bean
    static SettingsCheck settingsCheck(Environment environment) {
        return new SettingsCheck(environment);
    }
}
