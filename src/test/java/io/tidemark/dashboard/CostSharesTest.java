package io.tidemark.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.analytics.ModelFigures;
import io.tidemark.analytics.ModelName;
import io.tidemark.analytics.Sums;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostSharesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            3 1        | 75.0 % 25.0 %
            3 0        | 100.0 % 0.0 %
            3 ?        | 100.0 % –
            32.2 -25   | – –
            -3 -1      | – –
            3 -3       | – –
            0 0        | – –
            """)
    void thereIsAShareWhereAllPartsMakeUpAWhole(String costs, String shares) {
        List<Sums> parts =
                Arrays.stream(costs.split(" ")).map(CostSharesTest::sums).toList();
        CostShares of = CostShares.of(parts.stream().map(CostSharesTest::model).toList());

        assertThat(parts.stream().map(part -> of.cell(part).text()))
                .containsExactly(Arrays.stream(shares.replace(" %", "\u00a0%").split(" "))
                        .toArray(String[]::new));
    }

    private static Sums sums(String cost) {
        return cost.equals("?")
                ? new Sums(1, 0, 0, 0, BigDecimal.ZERO, 1)
                : new Sums(1, 0, 0, 0, new BigDecimal(cost), 0);
    }

    private static ModelFigures model(Sums sums) {
        return new ModelFigures(new ModelName("p", "m"), sums, 0, null, null, null);
    }
}
