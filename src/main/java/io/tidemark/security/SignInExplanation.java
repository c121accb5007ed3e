package io.tidemark.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** What there is to say about a refusal beyond its kind. It waits in the session: an address could be made up by anybody. */
public final class SignInExplanation {

    private static final String ATTRIBUTE = SignInExplanation.class.getName();

    private SignInExplanation() {}

    static void keep(HttpServletRequest request, String text) {
        HttpSession session = request.getSession(!text.isEmpty());
        if (session != null) {
            session.setAttribute(ATTRIBUTE, text);
        }
    }

    /** The one for this problem, told once; empty where there is none. */
    public static String take(SignInProblem problem) {
        HttpSession session = problem == SignInProblem.NO_ROLE
                        && RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? attributes.getRequest().getSession(false)
                : null;
        if (session == null || !(session.getAttribute(ATTRIBUTE) instanceof String text)) {
            return "";
        }
        session.removeAttribute(ATTRIBUTE);
        return text;
    }
}
