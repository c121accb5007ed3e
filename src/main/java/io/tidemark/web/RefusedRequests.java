package io.tidemark.web;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests that Tomcat refuses before the application sees them, in place of Tomcat's own page. */
final class RefusedRequests extends ErrorReportValve {

    private static final Logger log = LoggerFactory.getLogger(RefusedRequests.class);
    private static final int FIRST_ERROR = 400;

    private final String contextPath;

    RefusedRequests(String contextPath) {
        this.contextPath = contextPath;
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        if (response.getStatus() < FIRST_ERROR || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        var canBeWritten = new AtomicBoolean();
        response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, canBeWritten);
        if (!canBeWritten.get()) {
            return;
        }
        try {
            Failure.of(response.getStatus(), request.getMethod()).answer(request, response, contextPath);
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            log.debug("event=refusal_not_told", e);
        }
    }
}
