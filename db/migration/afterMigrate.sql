-- At each start, whether anything was migrated or not. Nothing here locks a table that applications use, unless something
-- is missing.

CALL keep_views();
SELECT * FROM repair_drift();
SELECT create_api_usage_partitions();

-- Default privileges may have given others what we made, and views made anew have lost what was granted on them.
CALL enforce_analytics_access();
