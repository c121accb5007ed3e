package io.tidemark.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** What there is to say about a refusal beyond its kind. It waits in the session: an address could be made up by anybody. */
public final class SignInExplanation {

    private static final String ATTRIBUTE = SignInExplanation.class.getName();

    private static final String PROBLEM = ATTRIBUTE + ".problem";

    private SignInExplanation() {}

    /** What is told to whoever is led to the page for signing in, without having tried to. */
    static void keep(HttpServletRequest request, SignInProblem problem) {
        request.getSession().setAttribute(PROBLEM, problem);
    }

    /** Why somebody is asked to sign in again, told once. */
    public static Optional<SignInProblem> takeProblem() {
        HttpSession session = session();
        if (session == null || !(session.getAttribute(PROBLEM) instanceof SignInProblem problem)) {
            return Optional.empty();
        }
        session.removeAttribute(PROBLEM);
        return Optional.of(problem);
    }

    static void keep(HttpServletRequest request, String text) {
        HttpSession session = request.getSession(!text.isEmpty());
        if (session != null) {
            session.setAttribute(ATTRIBUTE, text);
        }
    }

    /** The one for this problem, told once; empty where there is none. */
    public static String take(SignInProblem problem) {
        HttpSession session = problem == SignInProblem.NO_ROLE ? session() : null;
        if (session == null || !(session.getAttribute(ATTRIBUTE) instanceof String text)) {
            return "";
        }
        session.removeAttribute(ATTRIBUTE);
        return text;
    }

    private static @Nullable HttpSession session() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? attributes.getRequest().getSession(false)
                : null;
    }
}
