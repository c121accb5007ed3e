package io.tidemark.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class ForeignPagesFilterTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final InetAddress loopback = InetAddress.getLoopbackAddress();
    private final ForeignPagesFilter filter = new ForeignPagesFilter(loopback, Set.of(), registry);

    @Test
    void letsProgramsThrough() throws Exception {
        assertThat(status(filter, "localhost:8080", null)).isEqualTo(200);
        assertThat(status(filter, "127.0.0.1:8080", null)).isEqualTo(200);
        assertThat(status(filter, "[::1]:8080", null)).isEqualTo(200);
        assertThat(status(filter, "LOCALHOST", null)).isEqualTo(200);
    }

    @Test
    void letsItsOwnPagesThrough() throws Exception {
        assertThat(status(filter, "localhost:8080", "http://localhost:8080")).isEqualTo(200);
    }

    @Test
    void refusesPagesOfOtherSites() throws Exception {
        assertThat(status(filter, "localhost:8080", "https://evil.example")).isEqualTo(403);
        assertThat(status(filter, "localhost:8080", "http://localhost:3000")).isEqualTo(403);
        assertThat(status(filter, "localhost:8080", "null")).isEqualTo(403);
    }

    @Test
    void refusesNamesThatSomebodyElseLetLeadHere() throws Exception {
        assertThat(status(filter, "evil.example:8080", null)).isEqualTo(403);
        assertThat(status(filter, "evil.example:8080", "http://evil.example:8080"))
                .isEqualTo(403);
        assertThat(status(filter, "localhost.evil.example", null)).isEqualTo(403);
    }

    @Test
    void countsWhatItRefusesByHeader() throws Exception {
        status(filter, "localhost:8080", null);
        status(filter, "evil.example", null);
        status(filter, "evil.example", "http://evil.example");
        status(filter, "localhost:8080", "https://evil.example");

        assertThat(refused("host")).isEqualTo(2);
        assertThat(refused("origin")).isEqualTo(1);
    }

    private double refused(String header) {
        return registry.get("tidemark.foreign.requests.refused")
                .tag("header", header)
                .counter()
                .count();
    }

    @Test
    void takesNamesThatItWasGiven() throws Exception {
        var named = new ForeignPagesFilter(loopback, Set.of("costs.example"), registry);

        assertThat(status(named, "costs.example", "https://costs.example")).isEqualTo(200);
        assertThat(status(named, "localhost:8080", "https://costs.example")).isEqualTo(200);
        assertThat(status(named, "evil.example", null)).isEqualTo(403);
    }

    @Test
    void anotherPortOfAnAllowedHostIsAnotherSite() throws Exception {
        var named = new ForeignPagesFilter(loopback, Set.of("costs.example"), registry);

        assertThat(status(named, "costs.example", "https://costs.example:3000")).isEqualTo(403);
        assertThat(status(named, "costs.example:8443", "https://costs.example:8443"))
                .isEqualTo(200);
    }

    @Test
    void whereverItListensANameThatSomebodyElseCanHaveIsAskedFor() throws Exception {
        var open = new ForeignPagesFilter(InetAddress.getByName("0.0.0.0"), Set.of("costs.example"), registry);

        assertThat(status(open, "costs.example", null)).isEqualTo(200);
        assertThat(status(open, "tidemark:8080", null)).isEqualTo(200);
        assertThat(status(open, "[2001:db8::7]:8080", null)).isEqualTo(200);
        assertThat(status(open, "evil.example:8080", null)).isEqualTo(403);
        assertThat(status(open, "10.0.0.7.evil.example", null)).isEqualTo(403);
    }

    @Test
    void anAddressIsNoNameThatSomebodyElseCanHave() throws Exception {
        var open = new ForeignPagesFilter(null, Set.of(), registry);

        assertThat(status(open, "10.0.0.7:8080", null)).isEqualTo(200);
        assertThat(status(open, "10.0.0.7:8080", "https://evil.example")).isEqualTo(403);
    }

    private static int status(ForeignPagesFilter filter, String host, String origin)
            throws ServletException, IOException {
        var request = new MockHttpServletRequest("POST", "/api/usage");
        request.addHeader("Host", host);
        if (origin != null) {
            request.addHeader("Origin", origin);
        }
        var response = new MockHttpServletResponse();
        filter.doFilter(request, response, new MockFilterChain());
        return response.getStatus();
    }
}
