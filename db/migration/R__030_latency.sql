-- Latency percentiles that add like counts: bins whose borders grow by a constant factor (DDSketch, Masson, Rim and
-- Lee, VLDB 2019). A percentile read from them is at most 2 % from the latency that stands at that rank.

CREATE OR REPLACE FUNCTION latency_bin(latency_ms numeric) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN latency_ms > 0
        THEN ceil(ln(greatest(latency_ms, 0.001)::double precision) / ln(1.02::double precision / 0.98))
    WHEN latency_ms <= 0 THEN -32768
END::smallint;
COMMENT ON FUNCTION latency_bin IS 'Number of the bin of a latency in milliseconds: bin i holds latencies above g^(i-1) up to g^i, g = 1.02 / 0.98. 0 and less are bin -32768, below 0.001 counts as 0.001.';

CREATE OR REPLACE FUNCTION latency_value(bin smallint) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN bin = -32768 THEN 0 ELSE 0.98 * power(1.02::double precision / 0.98, bin) END;
COMMENT ON FUNCTION latency_value IS 'The latency in milliseconds that a bin stands for: at most 2 % from every latency in it.';

CREATE OR REPLACE FUNCTION latency_percentiles(bins smallint[], calls bigint[],
    OUT p50 double precision, OUT p95 double precision, OUT p99 double precision)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    in_bin bigint;
    total bigint := 0;
    up_to bigint := 0;
    ranks bigint[];
    reached int := 0;
    previous smallint;
    found smallint[] := '{}';
BEGIN
    FOREACH in_bin IN ARRAY coalesce(calls, '{}') LOOP
        total := total + in_bin;
    END LOOP;
    ranks := ARRAY[(total * 50 + 99) / 100, (total * 95 + 99) / 100, (total * 99 + 99) / 100];
    FOR i IN 1 .. CASE WHEN total > 0 THEN cardinality(bins) ELSE 0 END LOOP
        IF bins[i] <= previous THEN
            SELECT p.* INTO p50, p95, p99
            FROM (
                SELECT array_agg(bin ORDER BY bin) AS merged_bins, array_agg(n ORDER BY bin) AS merged_calls
                FROM (SELECT bin, sum(n)::bigint AS n FROM unnest(bins, calls) AS b (bin, n) GROUP BY bin) AS merged
            ) AS merged, latency_percentiles(merged_bins, merged_calls) AS p;
            RETURN;
        END IF;
        previous := bins[i];
        up_to := up_to + calls[i];
        WHILE up_to >= ranks[reached + 1] LOOP
            reached := reached + 1;
            found[reached] := previous;
        END LOOP;
        EXIT WHEN reached = 3;
    END LOOP;
    p50 := latency_value(found[1]);
    p95 := latency_value(found[2]);
    p99 := latency_value(found[3]);
END
$$;
COMMENT ON FUNCTION latency_percentiles IS 'Latencies in milliseconds at the ranks 50, 95 and 99 % (nearest rank) of the calls in these bins; a bin may stand more than once. NULL without calls.';

CREATE OR REPLACE FUNCTION latency_merge(INOUT bins smallint[], INOUT calls bigint[], more_bins smallint[], more_calls bigint[])
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = ${tidemark}, pg_temp
AS $$
DECLARE
    place int;
BEGIN
    IF bins IS NULL THEN
        bins := more_bins;
        calls := more_calls;
        RETURN;
    END IF;
    FOR i IN 1 .. cardinality(more_bins) LOOP
        place := width_bucket(more_bins[i], bins); -- how many of them are no greater
        IF bins[place] = more_bins[i] THEN
            calls[place] := calls[place] + more_calls[i];
            IF calls[place] = 0 THEN
                bins := bins[:place - 1] || bins[place + 1:];
                calls := calls[:place - 1] || calls[place + 1:];
            END IF;
        ELSE
            bins := bins[:place] || more_bins[i] || bins[place + 1:];
            calls := calls[:place] || more_calls[i] || calls[place + 1:];
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION latency_merge IS 'Adds calls, or with a negative count takes them away, to a list of latency bins: both ascending, each bin once. A list that is NULL becomes the other.';
