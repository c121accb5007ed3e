package io.tidemark.account;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import io.tidemark.security.Accounts;
import io.tidemark.security.FirstAdmin;
import io.tidemark.security.PasskeySignIn;
import io.tidemark.security.Providers;
import io.tidemark.security.SignInExplanation;
import io.tidemark.security.SignInProblem;
import io.tidemark.security.SignedIn;

/** Where one signs in: with a password, or through the OpenID providers that are configured. */
@Route("login")
@PageTitle("Sign in · Tidemark")
@AnonymousAllowed
class LoginView extends Card implements BeforeEnterObserver {

    LoginView(Providers providers, Accounts accounts, FirstAdmin firstAdmin, PasskeySignIn passkeys) {
        super("Sign in", "");
        var form = new SignInForm();
        if (passkeys.isUsed()) {
            form.offer("Sign in with a passkey", this::problem, passkeys::ask);
        }
        content(form);
        var others = providers.all();
        if (!others.isEmpty()) {
            var or = new Div(new Span("or"));
            or.addClassName("card-or");
            content(or);
            others.forEach(provider -> content(link(provider)));
        }
        if (accounts.areUntouched()) {
            var hint = new Paragraph("The first user is admin. "
                    + (firstAdmin.hasChosenPassword()
                            ? "Its password is the one in TIDEMARK_ADMIN_PASSWORD."
                            : "The server has printed its password where it was started."));
            hint.addClassName("card-text");
            content(hint);
        }
    }

    private static Anchor link(Providers.Provider provider) {
        var link = new Anchor(provider.path(), "Sign in with " + provider.name());
        link.setRouterIgnore(true);
        link.addClassName("card-link");
        return link;
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        if (SignedIn.current().isPresent()) {
            event.forwardTo("");
            return;
        }
        problem(event.getLocation()
                .getQueryParameters()
                .getSingleParameter("problem")
                .flatMap(SignInProblem::named)
                .or(SignInExplanation::takeProblem)
                .map(problem -> (problem.text() + " " + SignInExplanation.take(problem)).strip())
                .orElse(""));
    }
}
