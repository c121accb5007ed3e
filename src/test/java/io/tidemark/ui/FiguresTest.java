package io.tidemark.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void countsHaveSeparatorsAndShrinkFromAMillionOn() {
        assertThat(Figures.compact(0)).isEqualTo("0");
        assertThat(Figures.compact(424_196)).isEqualTo("424,196");
        assertThat(plain(Figures.compact(612_400_000))).isEqualTo("612.4 M");
        assertThat(plain(Figures.compact(999_960_000))).isEqualTo("1.0 B");
        assertThat(Figures.count(612_400_123)).isEqualTo("612,400,123");
    }

    @Test
    void moneyHasItsCurrency() {
        assertThat(Figures.money(new BigDecimal("2948.674"), "USD")).isEqualTo("$2,948.67");
        assertThat(Figures.money(new BigDecimal("2948.674"), "EUR")).isEqualTo("€2,948.67");
        assertThat(plain(Figures.money(new BigDecimal("5"), "CHF"))).isEqualTo("CHF 5.00");
        assertThat(Figures.money(BigDecimal.ZERO, "USD")).isEqualTo("$0.00");
        assertThat(Figures.money(new BigDecimal("0.00694"), "USD")).isEqualTo("$0.0069");
        assertThat(plain(Figures.exactMoney(new BigDecimal("2948.671230"), "USD")))
                .isEqualTo("2948.67123 USD");
    }

    @Test
    void whatIsNoCurrencyIsWrittenAsItIs() {
        assertThat(plain(Figures.money(new BigDecimal("2"), "BTC"))).isEqualTo("BTC 2.00");
        assertThat(plain(Figures.money(new BigDecimal("2"), "XXX"))).isEqualTo("XXX 2.00");
    }

    @Test
    void whatIsNotKnownIsNotZero() {
        assertThat(Figures.money(null, "USD")).isEqualTo(Figures.NO_DATA);
        assertThat(Figures.duration(null)).isEqualTo(Figures.NO_DATA);
        assertThat(Figures.rate(null)).isEqualTo(Figures.NO_DATA);
    }

    @Test
    void durationsHaveThreeDigits() {
        assertThat(plain(Figures.duration(6.41))).isEqualTo("6.4 ms");
        assertThat(plain(Figures.duration(640.2))).isEqualTo("640 ms");
        assertThat(plain(Figures.duration(2_810.0))).isEqualTo("2.81 s");
        assertThat(plain(Figures.duration(26_400.0))).isEqualTo("26.4 s");
        assertThat(plain(Figures.duration(195_130.0))).isEqualTo("3 min 15 s");
    }

    @Test
    void onlyWithoutAnErrorIsTheRate100() {
        assertThat(plain(Figures.rate(0.9903))).isEqualTo("99.03 %");
        assertThat(plain(Figures.rate(0.999999))).isEqualTo("99.99 %");
        assertThat(plain(Figures.rate(1.0))).isEqualTo("100 %");
        assertThat(plain(Figures.rate(0.0))).isEqualTo("0 %");
    }

    private static String plain(String text) {
        return text.replace('\u00a0', ' ');
    }
}
