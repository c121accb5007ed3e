-- At each start, whether anything was migrated or not.

-- Default privileges may have given others what we made, and views made anew have lost what was granted on them.
CALL enforce_analytics_access();
