package io.tidemark.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Where passkeys can be, by what the browser says of the page. */
class PageOriginTest {

    @AfterEach
    void noRequest() {
        RequestContextHolder.resetRequestAttributes();
    }

    @ParameterizedTest
    @CsvSource({
        "https://costs.example.com, costs.example.com",
        "https://costs.example.com:8443, costs.example.com",
        "https://tidemark, tidemark",
        "http://localhost:8080, localhost",
        "http://costs.localhost:8080, costs.localhost",
    })
    void aNameOverTlsOrOnThisMachineIsASite(String origin, String site) {
        from(origin);

        assertThat(PageOrigin.current()).isEqualTo(new PageOrigin(origin));
        assertThat(PageOrigin.current().site()).isEqualTo(site);
    }

    @ParameterizedTest
    @CsvSource({
        "http://costs.example.com, INSECURE",
        "http://localhost.example.com, INSECURE",
        "https://127.0.0.1, ADDRESS",
        "http://127.0.0.1:8080, ADDRESS",
        "https://[::1]:8443, ADDRESS",
        "null, ADDRESS",
        "https://costs.example.com/path, ADDRESS",
    })
    void elsewhereItIsSaidWhyNot(String origin, PasskeyObstacle obstacle) {
        from(origin);

        assertThatExceptionOfType(NotPossible.class)
                .isThrownBy(PageOrigin::current)
                .withMessage(obstacle.text());
    }

    @Test
    void aBrowserThatDoesNotSayIsNotAskedForAny() {
        from(null);

        assertThatExceptionOfType(NotPossible.class)
                .isThrownBy(PageOrigin::current)
                .withMessage(PasskeyObstacle.BROWSER.text());
    }

    private static void from(@Nullable String origin) {
        var request = new MockHttpServletRequest();
        if (origin != null) {
            request.addHeader("Origin", origin);
        }
        RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
    }
}
