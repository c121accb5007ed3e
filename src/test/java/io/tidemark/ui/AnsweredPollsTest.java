package io.tidemark.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class AnsweredPollsTest {

    @Test
    void nothingIsTakenOffAPollThatTomcatLetGoOf() throws Exception {
        HttpServletRequest poll = passed("/VAADIN/push");

        assertThat(poll.getAttribute("message")).isEqualTo("sent");
        poll.removeAttribute("message");
    }

    @Test
    void otherRequestsAreLeftAsTheyAre() throws Exception {
        HttpServletRequest page = passed("/analytics");

        assertThatIllegalStateException().isThrownBy(() -> page.removeAttribute("message"));
    }

    private static HttpServletRequest passed(String address) throws Exception {
        var chain = new MockFilterChain();
        new AnsweredPolls().doFilter(new Recycled(address), new MockHttpServletResponse(), chain);
        return (HttpServletRequest) Objects.requireNonNull(chain.getRequest());
    }

    private static final class Recycled extends MockHttpServletRequest {

        Recycled(String address) {
            super("GET", address);
            setAttribute("message", "sent");
        }

        @Override
        public void removeAttribute(String name) {
            if (name.equals("message")) {
                throw new IllegalStateException("The request object has been recycled");
            }
            super.removeAttribute(name);
        }
    }
}
