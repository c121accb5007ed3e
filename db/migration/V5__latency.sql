-- Latency percentiles that add like counts: bins whose borders grow by a constant factor (DDSketch, Masson, Rim and
-- Lee, VLDB 2019). A percentile read from them is at most 2 % from the latency that stands at that rank.

CREATE FUNCTION latency_bin(latency_ms numeric) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN latency_ms > 0
        THEN ceil(ln(greatest(latency_ms, 0.001)::double precision) / ln(1.02::double precision / 0.98))
    WHEN latency_ms <= 0 THEN -32768
END::smallint;
COMMENT ON FUNCTION latency_bin IS 'Number of the bin of a latency in milliseconds: bin i holds latencies above g^(i-1) up to g^i, g = 1.02 / 0.98. 0 and less are bin -32768, below 0.001 counts as 0.001.';

CREATE FUNCTION latency_value(bin smallint) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN bin = -32768 THEN 0 ELSE 0.98 * power(1.02::double precision / 0.98, bin) END;
COMMENT ON FUNCTION latency_value IS 'The latency in milliseconds that a bin stands for: at most 2 % from every latency in it.';

CREATE FUNCTION latency_percentiles(bins smallint[], calls bigint[],
    OUT p50 double precision, OUT p95 double precision, OUT p99 double precision)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT latency_value(min(bin) FILTER (WHERE up_to >= 0.50 * total)),
        latency_value(min(bin) FILTER (WHERE up_to >= 0.95 * total)),
        latency_value(min(bin) FILTER (WHERE up_to >= 0.99 * total))
    FROM (
        SELECT bin, sum(sum(n)) OVER (ORDER BY bin) AS up_to, sum(sum(n)) OVER () AS total
        FROM unnest(bins, calls) AS latency (bin, n)
        GROUP BY bin
        HAVING sum(n) > 0
    ) AS ranked;
END;
COMMENT ON FUNCTION latency_percentiles IS 'Latencies in milliseconds at the ranks 50, 95 and 99 % (nearest rank) of the calls in these bins; a bin may stand more than once. NULL without calls.';
