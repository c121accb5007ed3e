package io.tidemark.api;

import io.tidemark.web.Problem;
import java.util.Map;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import tools.jackson.core.StreamWriteFeature;

/** How all of the API answers. */
@Configuration
class ApiConfiguration {

    /** Behind the controllers, which know what other methods an address takes; before the pages. */
    private static final int AFTER_CONTROLLERS = 100;

    /** An amount is written with all of its digits, and never as 3.3E-7. */
    @Bean
    JsonMapperBuilderCustomizer plainAmounts() {
        return json -> json.enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN);
    }

    /** An address of programs that leads nowhere is not answered with a page. */
    @Bean
    SimpleUrlHandlerMapping unknownApiAddresses() {
        HttpRequestHandler nothing = (request, response) -> Problem.of(
                        HttpStatus.NOT_FOUND,
                        "Not found",
                        "There is nothing at this address; /api/docs has what there is.")
                .answer(request, response);
        return new SimpleUrlHandlerMapping(
                Map.of("/api/**", nothing, "/v1/**", nothing, "/actuator/**", nothing), AFTER_CONTROLLERS);
    }
}
