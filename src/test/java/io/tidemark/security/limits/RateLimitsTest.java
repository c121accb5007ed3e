package io.tidemark.security.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ClassPathResource;

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

    /** As they come from a gateway that sends what it has twice a second, for ten minutes. */
    @ParameterizedTest
    @CsvSource({"key, 1000", "address, 2000"})
    void aThousandRequestsASecondOnOneKeyAndTwoSuchKeysBehindOneAddressAreNotLimited(String sender, int perSecond) {
        var settings = new YamlPropertiesFactoryBean();
        settings.setResources(new ClassPathResource("application.yaml"));
        String setting = settings.getObject().getProperty("tidemark.api.requests-per-minute." + sender);
        var now = new AtomicLong();
        var limit = new RateLimit(Integer.parseInt(setting), now::get);

        int limited = 0;
        for (int half = 0; half < 2 * 600; half++) {
            for (int request = 0; request < perSecond / 2; request++) {
                limited += limit.take(sender).isZero() ? 0 : 1;
            }
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(500));
        }
        assertThat(limited).isZero();
    }
}
