package io.tidemark.admin;

import io.tidemark.security.Confirmation;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the page about the refresh works with. */
@Component
record RefreshServices(
        SituationFeed feed,
        RefreshActions actions,
        Jobs jobs,
        History history,
        SharedStretches stretches,
        Confirmation confirmation,
        JdbcClient jdbc) {}
