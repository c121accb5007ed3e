-- Who is signed in.

CREATE OR REPLACE FUNCTION folded(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN lower(lower(name COLLATE "C") COLLATE "default");
COMMENT ON FUNCTION folded IS 'A name without regard to upper and lower case: letters of ASCII as everywhere, where a Turkish database would make another letter of I; others as the database has it.';

CREATE OR REPLACE FUNCTION has_second_factor(of_user bigint) RETURNS boolean
LANGUAGE sql STABLE
RETURN EXISTS (SELECT FROM app_user WHERE id = of_user AND totp_secret IS NOT NULL)
    OR EXISTS (SELECT FROM passkey WHERE user_id = of_user);
COMMENT ON FUNCTION has_second_factor IS 'Whether the password alone does not sign somebody in: they have an authenticator app or a passkey.';

CREATE OR REPLACE VIEW open_sign_in AS
SELECT s.id, s.user_id, s.token_hash, s.address, s.browser, s.started_at, s.last_seen_at, u.name, u.role,
    u.must_change_password, u.issuer IS NOT NULL AS single_sign_on,
    has_second_factor(u.id) AS has_second_factor
FROM sign_in s
JOIN app_user u ON u.id = s.user_id
WHERE s.ended_at IS NULL AND s.ends_at > clock_timestamp() AND s.last_seen_at + s.idle_limit > clock_timestamp()
    AND u.disabled_at IS NULL;
COMMENT ON VIEW open_sign_in IS 'Browsers that are signed in.';

-- What an open page may do is what its user might when they signed in.
CREATE OR REPLACE FUNCTION end_sign_ins() RETURNS trigger
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    UPDATE sign_in SET ended_at = clock_timestamp() WHERE user_id = NEW.id AND ended_at IS NULL;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION end_sign_ins() IS 'Signs a user out of all browsers.';

CREATE OR REPLACE TRIGGER end_sign_ins AFTER UPDATE ON app_user FOR EACH ROW
    WHEN (OLD.role <> NEW.role OR (NEW.must_change_password AND NOT OLD.must_change_password))
    EXECUTE FUNCTION end_sign_ins();
COMMENT ON TRIGGER end_sign_ins ON app_user IS 'Whose role or duty changes is signed out everywhere, whoever changes it: a page, or somebody in psql.';
