package io.tidemark.dashboard;

/** Makes the panels. */
final class Panels {

    private Panels() {}

    static UsagePanel create(PanelName name, UsageView view) {
        return switch (name) {
            case DAILY ->
                new DailyPanel(
                        metric -> view.go(view.state().with(metric)),
                        grouping -> view.go(view.state().with(grouping)));
            case PROVIDERS -> new ProviderPanel();
            case COSTS -> new ModelCostPanel();
            case USAGE -> new ModelUsagePanel();
        };
    }
}
