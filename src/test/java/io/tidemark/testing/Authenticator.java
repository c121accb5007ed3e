package io.tidemark.testing;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;

/** The device of somebody who keeps passkeys: one of Chromium's own, which signs as real ones do and asks nobody. */
public final class Authenticator {

    private final CDPSession devtools;
    private final JsonObject self = new JsonObject();

    private Authenticator(CDPSession devtools) {
        this.devtools = devtools;
    }

    /** One that the browser of a page has, and that knows its owner. */
    public static Authenticator in(Page page) {
        var authenticator = new Authenticator(page.context().newCDPSession(page));
        authenticator.devtools.send("WebAuthn.enable");
        var options = new JsonObject();
        options.addProperty("protocol", "ctap2");
        options.addProperty("transport", "internal");
        options.addProperty("hasResidentKey", true);
        options.addProperty("hasUserVerification", true);
        options.addProperty("isUserVerified", true);
        options.addProperty("automaticPresenceSimulation", true);
        var add = new JsonObject();
        add.add("options", options);
        authenticator.self.add(
                "authenticatorId",
                authenticator
                        .devtools
                        .send("WebAuthn.addVirtualAuthenticator", add)
                        .get("authenticatorId"));
        return authenticator;
    }

    /** From now on it knows its owner, or somebody else holds it. */
    public void isHeldByItsOwner(boolean held) {
        var set = self.deepCopy();
        set.addProperty("isUserVerified", held);
        devtools.send("WebAuthn.setUserVerified", set);
    }

    /** Those that it keeps, with their private keys. */
    public List<JsonObject> passkeys() {
        var passkeys = new ArrayList<JsonObject>();
        devtools.send("WebAuthn.getCredentials", self)
                .getAsJsonArray("credentials")
                .forEach(passkey -> passkeys.add(passkey.getAsJsonObject()));
        return passkeys;
    }

    /** Keeps a copy of one, which has signed so many times. */
    public Authenticator keep(JsonObject passkey, int signatures) {
        var copy = passkey.deepCopy();
        copy.addProperty("signCount", signatures);
        var add = self.deepCopy();
        add.add("credential", copy);
        devtools.send("WebAuthn.addCredential", add);
        return this;
    }

    /** The same for one that is as it was. */
    public Authenticator keep(JsonObject passkey) {
        return keep(passkey, passkey.get("signCount").getAsInt());
    }

    /** Loses all. */
    public void clear() {
        devtools.send("WebAuthn.clearCredentials", self);
    }
}
