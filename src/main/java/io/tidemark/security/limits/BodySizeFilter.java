package io.tidemark.security.limits;

import io.tidemark.web.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses bodies that are too large: before reading them where their length is said, else as soon as they turn out to
 * be. Files for the import have a limit of their own.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class BodySizeFilter extends OncePerRequestFilter {

    private final long mostBytes;

    BodySizeFilter(@Value("${tidemark.api.max-body-size}") DataSize mostBytes) {
        this.mostBytes = mostBytes.toBytes();
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getRequestURI().startsWith(request.getContextPath() + "/VAADIN/dynamic/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() > mostBytes) {
            refuse(request, response, new BodyTooLarge(mostBytes));
            return;
        }
        try {
            chain.doFilter(request.getContentLengthLong() < 0 ? new Limited(request) : request, response);
        } catch (BodyTooLarge e) {
            refuse(request, response, e);
        } catch (ServletException e) {
            if (tooLarge(e) instanceof BodyTooLarge cause) {
                refuse(request, response, cause);
            } else {
                throw e;
            }
        }
    }

    private static @Nullable Throwable tooLarge(Throwable failure) {
        Throwable at = failure;
        while (at != null && !(at instanceof BodyTooLarge)) {
            at = at.getCause();
        }
        return at;
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response, BodyTooLarge e)
            throws IOException {
        Problem.of(HttpStatus.CONTENT_TOO_LARGE, "Too large", String.valueOf(e.getMessage()))
                .answer(request, response);
    }

    /** A request whose body says at its end only how long it is. */
    private final class Limited extends HttpServletRequestWrapper {

        private @Nullable ServletInputStream body;

        Limited(HttpServletRequest request) {
            super(request);
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            if (body == null) {
                body = new LimitedBody(super.getInputStream(), mostBytes);
            }
            return body;
        }

        @Override
        public BufferedReader getReader() throws IOException {
            String named = getCharacterEncoding();
            Charset charset = named == null ? StandardCharsets.UTF_8 : Charset.forName(named);
            return new BufferedReader(new InputStreamReader(getInputStream(), charset));
        }
    }
}
