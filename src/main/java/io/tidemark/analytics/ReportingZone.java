package io.tidemark.analytics;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.ZoneId;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The time zone whose days the figures are counted in. */
final class ReportingZone {

    /** Columns that {@link #of} needs, of analytics_state and analytics_settings. */
    static final String COLUMNS = """
            coalesce(state.reporting_zone, settings.reporting_zone) AS zone,
            zone_is_usable(coalesce(state.reporting_zone, settings.reporting_zone)) AS zone_is_usable
            """;

    private ReportingZone() {}

    /**
     * @throws WrongSetting when it is none
     */
    static ZoneId of(ResultSet row, JdbcClient jdbc) throws SQLException {
        var name = row.getString("zone");
        if (!row.getBoolean("zone_is_usable")) {
            throw new WrongSetting(
                    jdbc.sql("SELECT wrong_settings()").query(String.class).single());
        }
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new WrongSetting("The setting reporting_zone is '" + name
                    + "', which the Java of this server does not know. Run it on a newer Java, or UPDATE"
                    + " analytics_settings SET reporting_zone to the name of another time zone.");
        }
    }
}
