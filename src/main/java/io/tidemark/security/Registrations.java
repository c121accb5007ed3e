package io.tidemark.security;

import io.tidemark.background.BackgroundWork;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.ConditionalOnOAuth2ClientRegistrationProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientPropertiesMapper;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.stereotype.Component;
import org.springframework.web.client.HttpServerErrorException;

/**
 * What the OpenID providers say about themselves. They are asked when it is needed and not to start: one that is away keeps
 * nobody from signing in with a password, and is there again as soon as it answers. What it answered is kept.
 */
@Component
@ConditionalOnOAuth2ClientRegistrationProperties
@EnableConfigurationProperties(OAuth2ClientProperties.class)
class Registrations implements ClientRegistrationRepository, BackgroundWork {

    private static final Logger log = LoggerFactory.getLogger(Registrations.class);

    /** As long as somebody who wants to sign in waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** However many want to sign in, a provider that failed is asked no more often. */
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);

    private static final int LONGEST_WORDS = 300;

    private final OAuth2ClientProperties properties;
    private final Map<String, Attempt> attempts = new ConcurrentHashMap<>();
    private final Map<String, String> said = new ConcurrentHashMap<>();

    Registrations(OAuth2ClientProperties properties) {
        this.properties = properties;
    }

    private record Attempt(CompletableFuture<ClientRegistration> answer, long startedAt) {

        boolean isWorthRepeating() {
            return answer.isCompletedExceptionally() && System.nanoTime() - startedAt > BETWEEN_ATTEMPTS.toNanos();
        }
    }

    /** Asks each provider once, so that the log tells whoever set it up what is wrong before anybody wants to sign in. */
    @Override
    public void start() {
        properties.getRegistration().keySet().forEach(this::attempt);
    }

    @Override
    public void stop() {
        attempts.clear();
    }

    @Override
    public ClientRegistration findByRegistrationId(String id) {
        if (!properties.getRegistration().containsKey(id)) {
            throw new ProviderAway(SignInProblem.PROVIDER, "no provider of this name is set up");
        }
        try {
            return attempt(id).answer().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw away(Objects.requireNonNullElse(e.getCause(), e));
        } catch (TimeoutException e) {
            throw new ProviderAway(SignInProblem.UNREACHABLE, "it does not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProviderAway(SignInProblem.UNREACHABLE, "interrupted");
        }
    }

    private Attempt attempt(String id) {
        return attempts.compute(id, (_, last) -> last == null || last.isWorthRepeating() ? begin(id) : last);
    }

    private Attempt begin(String id) {
        var answer = new CompletableFuture<ClientRegistration>();
        Thread.ofVirtual().name("provider-" + id).start(() -> {
            try {
                ClientRegistration registration = ask(id);
                if (said.remove(id) != null) {
                    log.info("event=single_sign_on_available provider={}", id);
                }
                answer.complete(registration);
            } catch (RuntimeException e) {
                say(id, away(e));
                answer.completeExceptionally(e);
            }
        });
        return new Attempt(answer, System.nanoTime());
    }

    /** Once for as long as it stays the same. */
    private void say(String id, ProviderAway away) {
        String words = String.valueOf(away.getMessage());
        if (!words.equals(said.put(id, words))) {
            log.warn("event=single_sign_on_unavailable provider={} cause=\"{}\"", id, words);
        }
    }

    private ClientRegistration ask(String id) {
        var one = new OAuth2ClientProperties();
        one.getProvider().putAll(properties.getProvider());
        one.getRegistration()
                .put(id, Objects.requireNonNull(properties.getRegistration().get(id)));
        return Objects.requireNonNull(
                new OAuth2ClientPropertiesMapper(one).asClientRegistrations().get(id));
    }

    private static ProviderAway away(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            root = cause;
        }
        if (root instanceof UnknownHostException) {
            return new ProviderAway(SignInProblem.UNREACHABLE, "there is no host " + oneLine(root.getMessage()));
        }
        if (root instanceof IOException || root instanceof HttpServerErrorException) {
            return new ProviderAway(
                    SignInProblem.UNREACHABLE,
                    oneLine(failure.getMessage()) + " It cannot be reached: " + oneLine(root.getMessage()));
        }
        return new ProviderAway(
                SignInProblem.PROVIDER,
                oneLine(failure.getMessage())
                        + (failure.getCause() == null ? "" : " " + oneLine(root.getMessage()))
                        + " Check the provider's issuer-uri.");
    }

    private static String oneLine(@Nullable String text) {
        String line = String.valueOf(text).strip().replaceAll("[\\s\"]+", " ");
        return line.length() > LONGEST_WORDS ? line.substring(0, LONGEST_WORDS) + "…" : line;
    }
}
