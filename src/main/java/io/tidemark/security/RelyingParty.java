package io.tidemark.security;

import com.webauthn4j.WebAuthnManager;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.web.webauthn.api.AuthenticatorAssertionResponse;
import org.springframework.security.web.webauthn.api.AuthenticatorAttestationResponse;
import org.springframework.security.web.webauthn.api.AuthenticatorResponse;
import org.springframework.security.web.webauthn.api.AuthenticatorSelectionCriteria;
import org.springframework.security.web.webauthn.api.CredentialRecord;
import org.springframework.security.web.webauthn.api.PublicKeyCredential;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialDescriptor;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRequestOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRpEntity;
import org.springframework.security.web.webauthn.api.ResidentKeyRequirement;
import org.springframework.security.web.webauthn.api.UserVerificationRequirement;
import org.springframework.security.web.webauthn.jackson.WebauthnJacksonModule;
import org.springframework.security.web.webauthn.management.ImmutablePublicKeyCredentialRequestOptionsRequest;
import org.springframework.security.web.webauthn.management.Webauthn4JRelyingPartyOperations;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** This server towards the devices that keep passkeys, by Spring Security's WebAuthn. */
@Component
class RelyingParty {

    /** Far more than a browser sends. */
    private static final int LONGEST_ANSWER = 20_000;

    private static final JsonMapper JSON =
            JsonMapper.builder().addModule(new WebauthnJacksonModule()).build();

    private final JdbcClient jdbc;
    private final WebAuthnManager checks = WebAuthnManager.createNonStrictWebAuthnManager();

    RelyingParty(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * As it is at one of its addresses. A device has to know that it is its owner who uses it, so that a passkey is two
     * factors: the device, and what unlocks it.
     *
     * @param checked takes what was found right
     */
    Webauthn4JRelyingPartyOperations at(PageOrigin origin, Consumer<CredentialRecord> checked) {
        var records = new PasskeyRecords(jdbc, checked);
        var us = PublicKeyCredentialRpEntity.builder()
                .id(origin.site())
                .name("Tidemark")
                .build();
        var operations = new Webauthn4JRelyingPartyOperations(records, records, us, Set.of(origin.text()));
        operations.setWebAuthnManager(checks);
        operations.setCustomizeCreationOptions(
                options -> options.authenticatorSelection(AuthenticatorSelectionCriteria.builder()
                        .userVerification(UserVerificationRequirement.REQUIRED)
                        .residentKey(ResidentKeyRequirement.REQUIRED)
                        .build()));
        return operations;
    }

    /**
     * Asks for a signature.
     *
     * @param allowed the passkeys that are good; empty where any is that the device keeps for this site
     */
    PublicKeyCredentialRequestOptions ask(PageOrigin origin, List<PublicKeyCredentialDescriptor> allowed) {
        var operations = at(origin, _ -> {});
        operations.setCustomizeRequestOptions(options ->
                options.userVerification(UserVerificationRequirement.REQUIRED).allowCredentials(allowed));
        return operations.createCredentialRequestOptions(new ImmutablePublicKeyCredentialRequestOptionsRequest(null));
    }

    /** What a browser takes. */
    static String json(Object options) {
        return JSON.writeValueAsString(options);
    }

    /** What a browser says of a passkey that was made; nothing where it makes no sense. */
    static Optional<PublicKeyCredential<AuthenticatorAttestationResponse>> made(String answer) {
        return read(answer, new TypeReference<>() {});
    }

    /** What a browser says of one that was used. */
    static Optional<PublicKeyCredential<AuthenticatorAssertionResponse>> used(String answer) {
        return read(answer, new TypeReference<>() {});
    }

    private static <T extends AuthenticatorResponse> Optional<PublicKeyCredential<T>> read(
            String answer, TypeReference<PublicKeyCredential<T>> type) {
        if (answer.length() > LONGEST_ANSWER) {
            return Optional.empty();
        }
        try {
            PublicKeyCredential<T> said = JSON.readValue(answer, type);
            return Optional.ofNullable(said).filter(RelyingParty::isWhole);
        } catch (RuntimeException e) { // of many kinds: whoever sends it decides what it looks like
            return Optional.empty();
        }
    }

    /** Spring Security reads what lacks parts. */
    private static boolean isWhole(PublicKeyCredential<?> said) {
        return Objects.nonNull(said.getRawId()) && Objects.nonNull(said.getResponse());
    }
}
