package io.tidemark;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts Tidemark. */
@SpringBootApplication
public class TidemarkApplication {

    static void main(String[] args) {
        SpringApplication.run(TidemarkApplication.class, args);
    }
}
