-- What a refresh that takes long tells while it runs.

CREATE FUNCTION refresh_running_since() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT min(a.xact_start)
    FROM refresh_lock_holders() AS holder
    JOIN pg_stat_activity a ON a.pid = holder
    WHERE a.state NOT LIKE 'idle in transaction%';
$$;
COMMENT ON FUNCTION refresh_running_since() IS 'When the transaction began that refreshes or rebuilds the views now; NULL when none does, or one of a role that the owner of the views may not look at.';
