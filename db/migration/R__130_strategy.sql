-- When the views are refreshed, and who may say so.

CREATE OR REPLACE FUNCTION announce_refresh_settings() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM ${tidemark}.tell_nodes('settings', '');
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION announce_refresh_settings() IS 'Tells every node that the settings changed.';

CREATE OR REPLACE TRIGGER announce_refresh_settings AFTER UPDATE ON refresh_settings
    FOR EACH STATEMENT EXECUTE FUNCTION announce_refresh_settings();
COMMENT ON TRIGGER announce_refresh_settings ON refresh_settings IS 'Has changed settings reach every node at once.';

CREATE OR REPLACE FUNCTION ${schema}.set_refresh_strategy(strategy text, cron text DEFAULT NULL, max_age_minutes int DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    wanted constant text := upper(trim(set_refresh_strategy.strategy) COLLATE "C");
    before refresh_settings;
    after refresh_settings;
BEGIN
    IF wanted IS NULL OR wanted NOT IN ('TRIGGER', 'CRON', 'HYBRID') THEN
        RAISE EXCEPTION 'there is no refresh strategy %; choose TRIGGER, CRON or HYBRID',
            coalesce(quote_literal(left(set_refresh_strategy.strategy, 40)), 'NULL') USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF set_refresh_strategy.max_age_minutes < 1 THEN
        RAISE EXCEPTION 'max_age_minutes is %; at least 1 is needed', set_refresh_strategy.max_age_minutes
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT * INTO before FROM refresh_settings FOR UPDATE;
    after := before;
    after.strategy := wanted;
    after.cron := coalesce(trim(set_refresh_strategy.cron), before.cron);
    after.max_age_minutes := coalesce(set_refresh_strategy.max_age_minutes, before.max_age_minutes);
    PERFORM cron_next_run(after.cron);

    IF EXISTS (SELECT FROM hint_trigger WHERE NOT right_for(wanted, enabled, asks_as_writer)) THEN
        CALL switch_hint_triggers(wanted <> 'CRON');
    END IF;
    UPDATE refresh_settings
    SET strategy = after.strategy, cron = after.cron, max_age_minutes = after.max_age_minutes,
        changed_at = clock_timestamp();
    CALL keep_cron_job();
    INSERT INTO refresh_strategy_change (changed_by, from_strategy, to_strategy, cron, max_age_minutes)
    VALUES (who_asks(), before.strategy, after.strategy, after.cron, after.max_age_minutes);
END
$$;
COMMENT ON FUNCTION ${schema}.set_refresh_strategy IS 'Switches to TRIGGER, CRON or HYBRID; a cron expression or age that is not given stays as it is. Turns the hint triggers on or off and keeps the pg_cron job "refresh-analytics". All or nothing.';

CREATE OR REPLACE FUNCTION ${schema}.pause_refresh(reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    IF length(reason) > 1000 THEN
        RAISE EXCEPTION 'the reason has % characters; at most 1000 are taken', length(reason)
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    UPDATE refresh_settings
    SET paused_at = clock_timestamp(), paused_reason = reason, changed_at = clock_timestamp(), paused_by = who_asks();
    CALL keep_cron_job();
END
$$;
COMMENT ON FUNCTION ${schema}.pause_refresh IS 'Stops refreshing by itself, until resume_refresh(). A refresh by hand works all the same.';

CREATE OR REPLACE FUNCTION ${schema}.resume_refresh() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    UPDATE refresh_settings
    SET paused_at = NULL, paused_reason = NULL, paused_by = NULL, changed_at = clock_timestamp();
    CALL keep_cron_job();
END
$$;
COMMENT ON FUNCTION ${schema}.resume_refresh() IS 'Ends a pause.';
