-- Everybody who has the admin page open sees what is recorded for it.

CREATE OR REPLACE FUNCTION announce_admin_record() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM ${tidemark}.tell_nodes('settings', '');
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION announce_admin_record() IS 'Has every open admin page read again.';

CREATE OR REPLACE TRIGGER announce_verification AFTER INSERT ON analytics_verification
    FOR EACH STATEMENT EXECUTE FUNCTION announce_admin_record();
COMMENT ON TRIGGER announce_verification ON analytics_verification IS 'Shows a verification to everybody who has the admin page open.';

CREATE OR REPLACE TRIGGER announce_measurement AFTER INSERT ON strategy_measurement
    FOR EACH STATEMENT EXECUTE FUNCTION announce_admin_record();
COMMENT ON TRIGGER announce_measurement ON strategy_measurement IS 'Shows a measurement to everybody who has the admin page open.';
