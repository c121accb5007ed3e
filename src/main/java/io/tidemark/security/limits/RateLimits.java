package io.tidemark.security.limits;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
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
        return take(perAddress, network(address), "This address");
    }

    /** Counts a request with a key. */
    public Optional<Exceeded> takeFromKey(long id) {
        return take(perKey, id, "This key");
    }

    private static Optional<Exceeded> take(RateLimit limit, Object sender, String name) {
        Duration wait = limit.take(sender);
        return wait.isZero() ? Optional.empty() : Optional.of(new Exceeded(name, limit.perMinute(), wait));
    }

    /** Whoever has one address of IPv6 has a whole network of 2^64. */
    private static Object network(String address) {
        try {
            InetAddress parsed = InetAddress.ofLiteral(address);
            return parsed instanceof Inet6Address six
                    ? ByteBuffer.wrap(six.getAddress()).getLong()
                    : address;
        } catch (IllegalArgumentException e) {
            return address;
        }
    }
}
