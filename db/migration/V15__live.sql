-- What open pages need of the database.

CREATE FUNCTION audience_lock() RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 8388073735432;
COMMENT ON FUNCTION audience_lock() IS 'Key of the advisory lock that each node with an open page holds as shared, so that under HYBRID all nodes know that somebody watches.';
