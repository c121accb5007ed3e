package io.tidemark.account;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dependency.JavaScript;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.function.SerializableConsumer;
import com.vaadin.flow.server.Command;
import io.tidemark.security.NotPossible;
import io.tidemark.security.PasskeyObstacle;

/** A button to do something with a passkey; where the page cannot have any, why not. */
@JavaScript("context://passkeys.js")
class PasskeyOffer extends Div {

    private final Button button;
    private final Paragraph note = new Paragraph();
    private final SerializableConsumer<String> problem;

    /**
     * @param action of the button; what it throws as not possible is said
     * @param problem takes what there is to say; empty where all is well
     */
    PasskeyOffer(String label, SerializableConsumer<String> problem, SerializableConsumer<PasskeyOffer> action) {
        this.problem = problem;
        addClassName("card-form");
        button = new Button(label, _ -> attempt(() -> action.accept(this)));
        button.setWidthFull();
        button.setVisible(false);
        note.addClassName("card-text");
        note.setVisible(false);
        add(button, note);
    }

    final void primary() {
        button.addThemeVariants(ButtonVariant.PRIMARY);
    }

    @Override
    protected void onAttach(AttachEvent event) {
        getElement()
                .executeJs("return window.tidemarkPasskeys.obstacle()")
                .then(
                        String.class,
                        found -> PasskeyObstacle.found(found)
                                .ifPresentOrElse(this::sayWhyNot, () -> button.setVisible(true)));
    }

    private void sayWhyNot(PasskeyObstacle obstacle) {
        note.setText(obstacle.text());
        note.setVisible(true);
    }

    final void attempt(Command action) {
        problem.accept("");
        try {
            action.execute();
        } catch (NotPossible e) {
            problem.accept(String.valueOf(e.getMessage()));
        }
    }

    /** Has the browser make one. */
    final void make(String options, SerializableConsumer<String> made) {
        getElement()
                .executeJs("return window.tidemarkPasskeys.make($0)", options)
                .then(String.class, answer -> {
                    if (answer.startsWith("{")) {
                        attempt(() -> made.accept(answer));
                    } else if (answer.equals("InvalidStateError")) {
                        problem.accept("This device keeps a passkey of yours already.");
                    } else {
                        problem.accept("The browser made no passkey (%s). Try again.".formatted(nameOf(answer)));
                    }
                });
    }

    /** Has the browser use one and send the form that this is in. */
    final void signIn(String options) {
        getElement()
                .executeJs("return window.tidemarkPasskeys.signIn(this.closest('form'), $0)", options)
                .then(String.class, answer -> {
                    if (!answer.isEmpty()) {
                        problem.accept("The browser gave no passkey (%s). Try again, or use your password."
                                .formatted(nameOf(answer)));
                    }
                });
    }

    private static String nameOf(String error) {
        return error.matches("[A-Za-z]{1,40}") ? error : "Error";
    }
}
