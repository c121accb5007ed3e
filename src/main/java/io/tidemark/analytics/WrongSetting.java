package io.tidemark.analytics;

/** Figures cannot be shown because of a setting; the message says which, and what to do about it. */
public final class WrongSetting extends RuntimeException {

    WrongSetting(String message) {
        super(message);
    }
}
