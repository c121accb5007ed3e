package io.tidemark.security.limits;

import io.tidemark.security.ClientNetwork;
import java.time.Duration;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** How often one address and one key may ask. */
@Component
public class RateLimits {

    private final RateLimit perAddress;
    private final RateLimit perKey;

    RateLimits(
            @Value("${tidemark.api.requests-per-minute.address}") int perAddress,
            @Value("${tidemark.api.requests-per-minute.key}") int perKey) {
        this.perAddress = new RateLimit(perAddress, System::nanoTime);
        this.perKey = new RateLimit(perKey, System::nanoTime);
    }

    /**
     * A request that comes too early.
     *
     * @param sender who sends too many, as the subject of a sentence
     */
    public record Exceeded(String sender, int perMinute, Duration pause) {}

    /** Counts a request of an address; something only where it was one too many. */
    public Optional<Exceeded> takeFromAddress(String address) {
        return take(perAddress, ClientNetwork.of(address), "This address");
    }

    /** Counts a request with a key. */
    public Optional<Exceeded> takeFromKey(long id) {
        return take(perKey, id, "This key");
    }

    private static Optional<Exceeded> take(RateLimit limit, Object sender, String name) {
        Duration wait = limit.take(sender);
        return wait.isZero() ? Optional.empty() : Optional.of(new Exceeded(name, limit.perMinute(), wait));
    }
}
