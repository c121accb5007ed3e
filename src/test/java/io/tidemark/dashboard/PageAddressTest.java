package io.tidemark.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.router.QueryParameters;
import io.tidemark.analytics.Range;
import io.tidemark.analytics.UsageFilter;
import java.time.LocalDate;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PageAddressTest {

    @Test
    void withoutParametersThePageIsAsUsual() {
        assertThat(parse("").state()).isEqualTo(PageState.DEFAULT);
        assertThat(PageAddress.of(PageState.DEFAULT).getQueryString()).isEmpty();
    }

    @Test
    void everyStateSurvivesItsAddress() {
        var filter = new UsageFilter(Set.of("openai", "a&b=c"), Set.of("é \"🌊\" + %20"), Set.of("chat"));
        var range = Range.custom(LocalDate.parse("2026-11-01"), LocalDate.parse("2026-11-07"));
        var state = new PageState(range, filter, Metric.TOKENS, Grouping.PROVIDER);

        var again = parse(PageAddress.of(state).getQueryString());

        assertThat(again.state()).isEqualTo(state);
        assertThat(again.notices()).isEmpty();
    }

    @Test
    void whatIsNotUnderstoodFallsBackAndIsSaid() {
        var address = parse("range=5y&metric=<script>&group=user");

        assertThat(address.state()).isEqualTo(PageState.DEFAULT);
        assertThat(address.notices()).hasSize(3);
    }

    @Test
    void aCustomRangeNeedsTwoDaysInOrder() {
        assertThat(parse("range=custom&from=2026-11-07").notices()).hasSize(1);
        assertThat(parse("range=custom&from=2026-11-07&to=2026-11-01").notices())
                .hasSize(1);
        assertThat(parse("range=custom&from=0000-01-01&to=9999-12-31").notices())
                .hasSize(1);
        assertThat(parse("range=custom&from=2026-02-30&to=2026-11-01").state()).isEqualTo(PageState.DEFAULT);
    }

    private static PageAddress parse(String query) {
        return PageAddress.parse(QueryParameters.fromString(query));
    }
}
