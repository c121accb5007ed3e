package io.tidemark.account;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import io.tidemark.security.PasskeySignIn;
import io.tidemark.security.SecondStep;
import io.tidemark.security.SignInProblem;

/** Asks those who have a second factor for it, after the password. */
@Route("login/code")
@PageTitle("Your code · Tidemark")
@AnonymousAllowed
class CodeView extends Card implements BeforeEnterObserver {

    private final transient PasskeySignIn passkeys;

    CodeView(PasskeySignIn passkeys) {
        super("Your code", "The password was right. Now your second factor.");
        this.passkeys = passkeys;
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        var step = SecondStep.current();
        if (step.isEmpty()) {
            event.forwardTo(LoginView.class);
            return;
        }
        var again = new Anchor("login", "Start again");
        again.setRouterIgnore(true);
        again.addClassName("card-link");
        var form = new CodeForm(step.get());
        content(form);
        if (step.get().passkeys()) {
            form.offer("Use your passkey", this::problem, passkeys::askAfterThePassword);
        }
        form.add(again);
        problem(event.getLocation()
                .getQueryParameters()
                .getSingleParameter("problem")
                .flatMap(SignInProblem::named)
                .map(SignInProblem::text)
                .orElse(""));
    }
}
