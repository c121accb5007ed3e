package io.tidemark.security.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitsTest {

    private final RateLimits limits = new RateLimits(1, 1);

    @Test
    void anAddressOfIpv6IsAsGoodAsAnyOtherOfItsNetwork() {
        assertThat(limits.takeFromAddress("2001:db8:0:1::1")).isEmpty();

        assertThat(limits.takeFromAddress("2001:db8:0:1:ffff::2")).isPresent();
        assertThat(limits.takeFromAddress("2001:db8:0:2::1")).isEmpty();
    }

    @Test
    void anAddressOfIpv4StandsForItself() {
        assertThat(limits.takeFromAddress("192.0.2.1")).isEmpty();

        assertThat(limits.takeFromAddress("192.0.2.2")).isEmpty();
        assertThat(limits.takeFromAddress("192.0.2.1")).isPresent();
    }

    @Test
    void aKeyIsCountedByItself() {
        assertThat(limits.takeFromKey(1)).isEmpty();
        assertThat(limits.takeFromKey(2)).isEmpty();
        assertThat(limits.takeFromKey(1)).hasValueSatisfying(limit -> {
            assertThat(limit.perMinute()).isEqualTo(1);
            assertThat(limit.pause()).isPositive();
        });
    }
}
