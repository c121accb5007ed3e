package io.tidemark.security;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import io.tidemark.testing.Authenticator;
import io.tidemark.testing.BrowserTest;
import io.tidemark.testing.HttpVisitor;
import io.tidemark.testing.Until;
import io.tidemark.testing.Visitor;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** Passkeys as people make and use them, with devices that sign, and as thieves would use them. */
@BrowserTest
@TestPropertySource(
        properties = {
            "tidemark.second-factor-for-admins=true",
            "tidemark.allowed-hosts=other.localhost,costs.example",
        })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PasskeyPageTest {

    private static final String REFUSED = "This passkey does not sign in here";

    /**
     * Has a page for signing in answer as a thief does: with what window.thief makes of what it is asked. Where the form
     * leads is kept, and the page stays.
     */
    private static final String THIEF = """
            () => {
              const { parseRequestOptionsFromJSON: parse } = PublicKeyCredential;
              const ask = navigator.credentials.get.bind(navigator.credentials);
              window.askDevice = async (options) =>
                (await ask({ publicKey: parse.call(PublicKeyCredential, options) })).toJSON();
              PublicKeyCredential.parseRequestOptionsFromJSON = (options) => options;
              navigator.credentials.get = async ({ publicKey }) => {
                const answer = await window.thief(publicKey);
                return { toJSON: () => answer };
              };
              HTMLFormElement.prototype.submit = async function () {
                const body = new URLSearchParams(new FormData(this));
                window.ledTo = (await fetch('login', { method: 'POST', body })).url;
              };
            }""";

    /** The passkeys of test-viewer and test-admin, on the device and in the table: making them takes a page each. */
    private final Map<Role, JsonObject> kept = new EnumMap<>(Role.class);

    private final Map<Role, String> rows = new EnumMap<>(Role.class);

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void nobodyHasAPasskey() {
        jdbc.sql("DELETE FROM passkey").update();
        jdbc.sql("DELETE FROM recovery_code").update();
        jdbc.sql("DELETE FROM sign_in_failure").update();
    }

    @Test
    void aViewerAddsOneSignsInWithItAloneNamesItAndRemovesIt(Visitor visitor) {
        Page page = visitor.as(Role.VIEWER).open("/account/passkeys");
        var device = Authenticator.in(page);
        page.getByLabel("Name of the new one").fill("  Blue phone ");
        button(page, "Add a passkey");
        assertThat(page.locator(".recovery-codes li")).hasCount(Codes.RECOVERY_CODES);

        Page again = visitor.as(null).open("/account/passkeys");
        Authenticator.in(again).keep(device.passkeys().getFirst());
        button(again, "Sign in with a passkey");
        assertThat(again.locator("h1")).hasText("Passkeys");
        assertThat(actions("passkey registered")).isEqualTo("test-viewer: Blue phone");
        assertThat(actions("signed in")).startsWith("test-viewer: ").endsWith(", passkey");

        assertThat(again.locator(".browser-facts")).containsText("For localhost, made");
        assertThat(again.locator(".browser-facts")).containsText("Last used");
        button(again, "Rename Blue phone");
        again.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("Old phone");
        button(again, "Rename");
        assertThat(again.locator(".browser-name")).hasText("Old phone");
        button(again, "Remove Old phone");
        button(again, "Remove");
        assertThat(again.locator(".browser-name")).hasCount(0);
        assertThat(actions("passkey removed")).isEqualTo("test-viewer: Old phone");
        assertThat(count("recovery_code")).isZero();
        // Where it was used last may be in the hands of a thief.
        Until.asserted(() -> assertThat(page.locator("h1")).hasText("Sign in"));
        visitor.complaints().clear();
    }

    @Test
    void theSecondOfOneDeviceIsNotMadeAndThePasswordIsAskedForAgain(Visitor visitor) {
        Page page = visitor.as(Role.VIEWER).open("/account/passkeys");
        var device = Authenticator.in(page);
        add(page);
        page.navigate("/account/passkeys");
        button(page, "Add a passkey");
        assertThat(page.getByRole(AriaRole.ALERT)).hasText("This device keeps a passkey of yours already.");

        jdbc.sql("UPDATE sign_in SET confirmed_at = now() - interval '1 hour'").update();
        jdbc.sql("UPDATE app_user SET password_hash = '{noop}a password of twelve' WHERE name = 'test-viewer'")
                .update();
        device.clear();
        button(page, "Add a passkey");
        assertThat(page.getByText("Is it still you?")).isVisible();
        assertThat(device.passkeys()).isEmpty();
        page.getByLabel("Your password", new Page.GetByLabelOptions().setExact(true))
                .fill("a password of twelve");
        page.keyboard().press("Enter");
        assertThat(page.locator(".browser-name")).hasCount(2);
        assertThat(device.passkeys()).hasSize(1);
    }

    @Test
    void anAdminWhoNeedsASecondFactorHasOneWithIt(Visitor visitor) {
        Page page = visitor.as(Role.ADMIN).open("/admin/users");
        var device = Authenticator.in(page);
        assertThat(page.locator("h1")).hasText("Second factor");
        page.getByText("Passkeys").click();
        assertThat(page.locator("h1")).hasText("Passkeys");
        add(page);
        page.navigate("/admin/users");
        assertThat(page.locator("h1")).hasText("Users");

        Page again = signInWithPassword(visitor, "test-admin");
        Authenticator.in(again).keep(device.passkeys().getFirst());
        assertThat(again.getByLabel("Recovery code")).isVisible();
        button(again, "Use your passkey");
        assertThat(again.locator("h1")).hasText("Passkeys");
        visitor.complaints().clear();
    }

    @Test
    void oneThatWasRemovedIsRefusedAndCountsAsAGuess(Visitor visitor) {
        Page page = thiefWith(made(visitor, Role.VIEWER), visitor);
        jdbc.sql("DELETE FROM passkey").update();

        assertThat(ledTo(page, "return askDevice(asked);")).endsWith("/login?problem=passkey");

        assertThat(count("sign_in_failure")).isEqualTo(1);
        assertThat(actions("sign-in failed")).isEqualTo("a passkey that is not known: passkey");
    }

    @Test
    void whoIsDisabledOrGuessedTooOftenDoesNotSignInWithOneEither(Visitor visitor) {
        Page page = thiefWith(made(visitor, Role.VIEWER), visitor);
        jdbc.sql("UPDATE app_user SET disabled_at = now() WHERE name = 'test-viewer'")
                .update();
        assertThat(ledTo(page, "return askDevice(asked);")).endsWith("/login?problem=passkey");
        assertThat(actions("sign-in failed")).isEqualTo("test-viewer: passkey: disabled");

        jdbc.sql("UPDATE app_user SET disabled_at = NULL WHERE name = 'test-viewer'")
                .update();
        jdbc.sql("""
                        INSERT INTO sign_in_failure (account, address)
                        SELECT sha256(convert_to('test-viewer', 'UTF8')), '127.0.0.1'
                        FROM generate_series(1, :most)""").param("most", Guesses.MOST_OF_AN_ACCOUNT).update();
        assertThat(ledTo(page, "return askDevice(asked);")).endsWith("/login?problem=too-many");
    }

    @Test
    void aCopyIsNoticedByItsCounter(Visitor visitor) {
        var passkey = made(visitor, Role.VIEWER);
        jdbc.sql("UPDATE passkey SET sign_count = 10").update();
        Page page = thief(visitor);
        // More than at the registration, less than at the last time.
        var device = Authenticator.in(page).keep(passkey, 5);
        assertThat(ledTo(page, "return askDevice(asked);")).endsWith("/login?problem=passkey");
        assertThat(actions("sign-in failed"))
                .isEqualTo("test-viewer: passkey: its counter went back, as if it had been copied");
        assertThat(signatures()).isEqualTo(10);

        device.clear();
        device.keep(passkey, 10);
        assertThat(ledTo(page, "return askDevice(asked);")).endsWith("/account/passkeys");
        assertThat(signatures()).isEqualTo(11);
    }

    @Test
    void anAnswerThatWasRecordedIsGoodForNothing(Visitor visitor) {
        var passkey = made(visitor, Role.VIEWER);
        Page page = visitor.as(null).open("/account/passkeys");
        Authenticator.in(page).keep(passkey);
        var sent = new AtomicReference<Request>();
        page.onRequest(request -> {
            if (request.method().equals("POST") && request.url().endsWith("/login")) {
                sent.set(request);
            }
        });
        button(page, "Sign in with a passkey");
        assertThat(page.locator("h1")).hasText("Passkeys");

        String answer = field(sent.get(), "passkey");
        var thief = new HttpVisitor(port);
        for (String cookie : sent.get().allHeaders().get("cookie").split("; ")) {
            int name = cookie.indexOf('=');
            thief.cookies().put(cookie.substring(0, name), cookie.substring(name + 1));
        }
        var form = Map.of("passkey", answer, "_csrf", field(sent.get(), "_csrf"));
        assertThat(thief.postAsItIs("/login", form).headers().firstValue("Location"))
                .hasValue("/login?problem=stale");

        Page later = thief(visitor);
        assertThat(ledTo(later, "return %s;".formatted(answer))).endsWith("/login?problem=passkey");
        assertThat(actions("sign-in failed")).isEqualTo("test-viewer: passkey");
    }

    @Test
    void onlyItsOwnerSignsInWithOneAsThemselves(Visitor visitor) {
        var viewers = made(visitor, Role.VIEWER);
        Page page = thief(visitor);
        var device = Authenticator.in(page).keep(viewers);
        device.isHeldByItsOwner(false);
        assertThat(ledTo(page, "return askDevice({ ...asked, userVerification: 'discouraged' });"))
                .endsWith("/login?problem=passkey");
        device.isHeldByItsOwner(true);
        assertThat(ledTo(page, """
                        const answer = await askDevice(asked);
                        answer.response.userHandle = '%s';
                        return answer;""".formatted(handleOf(made(visitor, Role.ADMIN)))))
                .endsWith("/login?problem=passkey");
        assertThat(actions("sign-in failed")).isEqualTo("test-viewer: passkey: of another account");
        for (String nonsense : List.of(
                "{ id: 'AAAA', rawId: 'AAAA', type: 'public-key', response: {} }",
                "{}",
                "{ rawId: [1], x: 'y'.repeat(30000) }")) {
            assertThat(ledTo(page, "return %s;".formatted(nonsense))).endsWith("/login?problem=passkey");
        }
        assertThat(count("sign_in_failure")).isEqualTo(5);
        assertThat(ledTo(page, "return askDevice(asked);")).endsWith("/account/passkeys");
    }

    @Test
    void afterThePasswordOfOneThePasskeyOfAnotherIsRefused(Visitor visitor) {
        var viewers = made(visitor, Role.VIEWER);
        made(visitor, Role.ADMIN);
        Page page = signInWithPassword(visitor, "test-admin");
        page.evaluate(THIEF);
        Authenticator.in(page).keep(viewers);

        String ledTo = ledTo(page, "Use your passkey", "return askDevice({ ...asked, allowCredentials: [] });");

        assertThat(ledTo).endsWith("/login/code?problem=passkey");
        page.navigate(ledTo);
        assertThat(page.getByRole(AriaRole.ALERT)).containsText(REFUSED);
    }

    @Test
    void whatAnotherSiteGotSignedIsRefused(Visitor visitor) {
        var passkey = made(visitor, Role.VIEWER);
        Page here = thief(visitor);
        Authenticator.in(here).keep(passkey);
        Page there = visitor.as(null).open("/login", options -> options.setBaseURL("http://other.localhost:" + port));
        there.getByText("Sign in with a passkey").waitFor();
        there.evaluate(THIEF);
        there.exposeFunction(
                "relay", asked -> here.evaluate("asked => askDevice({ ...asked, rpId: 'localhost' })", asked[0]));

        assertThat(ledTo(there, "return relay(asked);")).endsWith("/login?problem=passkey");
        assertThat(actions("sign-in failed")).isEqualTo("test-viewer: passkey: made for localhost");

        jdbc.sql("UPDATE passkey SET site = 'other.localhost'").update();
        assertThat(ledTo(there, "return relay(asked);")).endsWith("/login?problem=passkey");
        assertThat(actions("sign-in failed")).isEqualTo("test-viewer: passkey");
    }

    @Test
    void theTwentyFirstIsNotMade(Visitor visitor) {
        made(visitor, Role.VIEWER);
        jdbc.sql("""
                        INSERT INTO passkey (user_id, slot, name, site, credential_id, attestation, sign_count, transports)
                        SELECT user_id, n, name, site, credential_id || n::text::bytea, attestation, 0, '{}'
                        FROM passkey, generate_series(2, :most) AS n""").param("most", Passkeys.MOST).update();
        Page page = visitor.as(Role.VIEWER).open("/account/passkeys");

        button(page, "Add a passkey");

        assertThat(page.getByRole(AriaRole.ALERT)).containsText("You have 20 passkeys, which is the most.");
    }

    @Test
    void whereThereCanBeNoneThePageSaysWhy(Visitor visitor) {
        made(visitor, Role.VIEWER);
        Page plain = visitor.as(null).open("/login", options -> options.setBaseURL("http://costs.example:" + port));
        assertThat(plain.getByText("Browsers offer passkeys over https alone")).isVisible();
        assertThat(plain.getByText("Sign in with a passkey")).hasCount(0);

        Page number = visitor.as(null).open("/login", options -> options.setBaseURL("http://127.0.0.1:" + port));
        assertThat(number.getByText("this page was opened by an IP address")).isVisible();
        assertThat(number.getByText("Sign in with a passkey")).hasCount(0);
        visitor.complaints().clear(); // of headers that such a page has no use for
    }

    /** The passkey of test-viewer or test-admin, for a device to keep. */
    private JsonObject made(Visitor visitor, Role role) {
        if (!rows.containsKey(role)) {
            Page page = visitor.as(role).open("/account/passkeys");
            var device = Authenticator.in(page);
            add(page);
            kept.put(role, device.passkeys().getFirst());
            rows.put(
                    role,
                    jdbc.sql("SELECT to_jsonb(p) FROM passkey p ORDER BY id DESC LIMIT 1")
                            .query(String.class)
                            .single());
        } else {
            jdbc.sql("""
                            INSERT INTO passkey OVERRIDING SYSTEM VALUE
                            SELECT (jsonb_populate_record(NULL::passkey, ?::jsonb)).*""").param(rows.get(role)).update();
        }
        return kept.get(role);
    }

    private static void add(Page page) {
        button(page, "Add a passkey");
        assertThat(page.locator(".recovery-codes li")).hasCount(Codes.RECOVERY_CODES);
    }

    /** The page for signing in of somebody who answers by themselves. */
    private static Page thief(Visitor visitor) {
        Page page = visitor.as(null).open("/account/passkeys");
        page.getByText("Sign in with a passkey").waitFor();
        page.evaluate(THIEF);
        return page;
    }

    private static Page thiefWith(JsonObject passkey, Visitor visitor) {
        Page page = thief(visitor);
        Authenticator.in(page).keep(passkey);
        return page;
    }

    /** Where an answer leads that the body of this function makes of what is asked. */
    private static String ledTo(Page thief, String answer) {
        return ledTo(thief, "Sign in with a passkey", answer);
    }

    private static String ledTo(Page thief, String button, String answer) {
        thief.evaluate("() => { window.ledTo = ''; window.thief = async (asked) => { %s }; }".formatted(answer));
        button(thief, button);
        return thief.waitForFunction("window.ledTo").jsonValue().toString();
    }

    private static String handleOf(JsonObject passkey) {
        return passkey.get("userHandle")
                .getAsString()
                .replace('+', '-')
                .replace('/', '_')
                .replace("=", "");
    }

    private Page signInWithPassword(Visitor visitor, String name) {
        jdbc.sql("UPDATE app_user SET password_hash = '{noop}a password of twelve' WHERE name = ?")
                .param(name)
                .update();
        Page page = visitor.as(null).open("/account/passkeys");
        page.getByLabel("Name").fill(name);
        page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true)).fill("a password of twelve");
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).hasText("Your code");
        return page;
    }

    private static void button(Page page, String name) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(name).setExact(true))
                .click();
    }

    private String actions(String action) {
        return jdbc.sql("SELECT subject || ': ' || detail FROM audit_event WHERE action = ? ORDER BY id DESC LIMIT 1")
                .param(action)
                .query(String.class)
                .single();
    }

    private long signatures() {
        return jdbc.sql("SELECT sign_count FROM passkey").query(Long.class).single();
    }

    private long count(String table) {
        return jdbc.sql("SELECT count(*) FROM " + table).query(Long.class).single();
    }

    /** Of a form that a browser has sent. */
    private static String field(Request form, String name) {
        return Arrays.stream(form.postData().split("&"))
                .filter(field -> field.startsWith(name + "="))
                .map(field -> URLDecoder.decode(field.substring(name.length() + 1), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
    }
}
