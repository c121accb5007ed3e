-- What can be chosen in analytics_settings, and what is none: said at the UPDATE, and wherever it is seen later.

CREATE OR REPLACE FUNCTION zone_is_known(zone text) RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    PERFORM now() AT TIME ZONE zone;
    RETURN true;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN false;
END
$$;
COMMENT ON FUNCTION zone_is_known IS 'Whether PostgreSQL can count in this time zone, be it well spelled or not.';

CREATE OR REPLACE FUNCTION zone_is_usable(zone text) RETURNS boolean
LANGUAGE plpgsql STABLE SET TimeZone = 'UTC'
AS $$
BEGIN
    -- Files that are no zones, zones that Java lacks, and whatever PostgreSQL could read as an offset of POSIX.
    IF zone ~ '^(posix|right|SystemV)/' OR zone IN ('', 'EST', 'HST', 'MST', 'ROC', 'Factory', 'localtime', 'posixrules')
        OR (zone ~ '[0-9<]' AND zone !~ '^(Etc/GMT([+-]?[0-9]|[+-]1[0-4])|EST5EDT|CST6CDT|MST7MDT|PST8PDT|GMT0)$') THEN
        RETURN false;
    END IF;
    -- Reads one file, where pg_timezone_names reads all of them; and spells the name as the file is spelled.
    PERFORM set_config('TimeZone', zone, true);
    RETURN current_setting('TimeZone') = zone;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN false;
END
$$;
COMMENT ON FUNCTION zone_is_usable IS 'Whether this is the name of a time zone, as it is spelled, that PostgreSQL and Java both count in.';

CREATE OR REPLACE FUNCTION edit_distance(a text, b text) RETURNS int
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
DECLARE
    letters constant text[] := regexp_split_to_array(b, '');
    before int[] := ARRAY(SELECT generate_series(0, length(b)));
    row int[];
BEGIN
    FOR i IN 1 .. length(a) LOOP
        row := ARRAY[i];
        FOR j IN 1 .. length(b) LOOP
            row[j + 1] := least(before[j + 1] + 1, row[j] + 1,
                before[j] + CASE WHEN substr(a, i, 1) = letters[j] THEN 0 ELSE 1 END);
        END LOOP;
        before := row;
    END LOOP;
    RETURN before[length(b) + 1];
END
$$;
COMMENT ON FUNCTION edit_distance IS 'How many letters must be added, taken away or changed to make one text the other.';

CREATE OR REPLACE FUNCTION nearest_zone(name text) RETURNS text
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
    WITH wanted AS (
        SELECT lower(replace(trim(left(nearest_zone.name, 60)), ' ', '_') COLLATE "C") AS wanted
    ),
    zones AS MATERIALIZED (
        SELECT z.name, lower(z.name COLLATE "C") AS low, lower(substring(z.name FROM '[^/]*$') COLLATE "C") AS last_part
        FROM pg_timezone_names z
        WHERE z.name !~ '^(posix|right)/' AND zone_is_usable(z.name)
    )
    SELECT coalesce(
        (SELECT z.name FROM zones z, wanted WHERE low = wanted),
        -- What most people mean by an abbreviation that the database has no zone for.
        (SELECT zone
            FROM wanted, (VALUES ('est', 'America/New_York'), ('edt', 'America/New_York'), ('cst', 'America/Chicago'),
                ('cdt', 'America/Chicago'), ('mst', 'America/Denver'), ('mdt', 'America/Denver'),
                ('pst', 'America/Los_Angeles'), ('pdt', 'America/Los_Angeles'), ('akst', 'America/Anchorage'),
                ('hst', 'Pacific/Honolulu'), ('bst', 'Europe/London'), ('west', 'Europe/Lisbon'),
                ('cest', 'Europe/Berlin'), ('mez', 'Europe/Berlin'), ('mesz', 'Europe/Berlin'), ('eest', 'Europe/Helsinki'),
                ('msk', 'Europe/Moscow'), ('ist', 'Asia/Kolkata'), ('sgt', 'Asia/Singapore'), ('hkt', 'Asia/Hong_Kong'),
                ('roc', 'Asia/Taipei'), ('jst', 'Asia/Tokyo'), ('kst', 'Asia/Seoul'), ('aest', 'Australia/Sydney'),
                ('aedt', 'Australia/Sydney'), ('nzst', 'Pacific/Auckland'), ('nzdt', 'Pacific/Auckland'),
                ('z', 'UTC')) AS meant (abbreviation, zone)
            WHERE abbreviation = wanted),
        -- Three hours ahead of UTC are called UTC+3 by people and Etc/GMT-3 by the tz database.
        (SELECT z.name
            FROM zones z, wanted, regexp_match(wanted, '^(?:utc|gmt)?([+-])0?([0-9]{1,2})(?::?00)?$') AS hours
            WHERE z.name = 'Etc/GMT' || CASE hours[1] WHEN '+' THEN '-' ELSE '+' END || hours[2]),
        (SELECT near.name
            FROM (
                SELECT z.name, least(
                    edit_distance(wanted, low),
                    edit_distance(last_wanted, last_part) + CASE WHEN wanted LIKE '%/%' THEN 2 ELSE 0 END) AS distance
                FROM zones z
                CROSS JOIN wanted
                CROSS JOIN substring(wanted FROM '[^/]*$') AS last_wanted
                WHERE abs(length(low) - length(wanted)) <= 2 OR abs(length(last_part) - length(last_wanted)) <= 2
            ) AS near, wanted
            WHERE distance <= length(wanted) / 4
            ORDER BY distance, length(near.name), near.name
            LIMIT 1));
$$;
COMMENT ON FUNCTION nearest_zone IS 'The time zone that somebody may have meant by a name that is none; NULL where there is none near.';

CREATE OR REPLACE FUNCTION zone_trouble(zone text) RETURNS text
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT CASE
        WHEN zone_is_usable(zone) THEN NULL
        WHEN trim(zone) = '' THEN 'is empty'
        WHEN zone ~* '^(utc|gmt)[+-][0-9:]+$'
            THEN 'is no time zone; PostgreSQL would read it as that far behind UTC where it says ahead, and the other way round'
        WHEN zone_is_known(zone) THEN 'is no name of a time zone as the tz database spells it'
        ELSE 'is no time zone that this server of PostgreSQL knows'
    END;
$$;
COMMENT ON FUNCTION zone_trouble IS 'What is wrong with this as reporting_zone, as the end of a sentence; NULL when nothing is.';

CREATE OR REPLACE FUNCTION zone_cure(zone text) RETURNS text
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT CASE
        WHEN nearest IS NULL
            THEN 'Choose a name from SELECT name FROM pg_timezone_names, such as Europe/Berlin, America/New_York or UTC.'
        ELSE format('Did you mean %1$s%2$s? UPDATE analytics_settings SET reporting_zone = %1$L sets it.', nearest,
            CASE WHEN nearest ~ '^Etc/GMT[+-][1-9]' THEN format(', which is %s hours %s UTC', substring(nearest FROM '[0-9]+'),
                CASE WHEN nearest LIKE '%-%' THEN 'ahead of' ELSE 'behind' END) END)
    END
    FROM nearest_zone(zone) AS nearest;
$$;
COMMENT ON FUNCTION zone_cure IS 'What to do about a reporting_zone that is none.';

CREATE OR REPLACE FUNCTION currency_codes() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN string_to_array('AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD '
    'CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL '
    'HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA '
    'MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB '
    'RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU '
    'UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG', ' ');
COMMENT ON FUNCTION currency_codes() IS 'The codes of ISO 4217 that money is counted in; without funds, metals and codes for tests.';

CREATE OR REPLACE FUNCTION currency_trouble(currency text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN currency = ANY (currency_codes()) THEN NULL ELSE 'is no code of a currency in use (ISO 4217)' END;
COMMENT ON FUNCTION currency_trouble IS 'What is wrong with this as currency, as the end of a sentence; NULL when nothing is.';

CREATE OR REPLACE FUNCTION currency_cure(currency text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN left(upper(trim(currency) COLLATE "C"), 3) = ANY (currency_codes())
        THEN format('Did you mean %1$s? UPDATE analytics_settings SET currency = %1$L sets it.', left(upper(trim(currency) COLLATE "C"), 3))
    ELSE 'UPDATE analytics_settings SET currency to three letters such as USD, EUR or JPY; amounts are shown as they were '
        'sent, nothing is converted.'
END;
COMMENT ON FUNCTION currency_cure IS 'What to do about a currency that is none.';

CREATE OR REPLACE FUNCTION check_zone_and_currency() RETURNS trigger
LANGUAGE plpgsql SET search_path = ${tidemark}, pg_temp
AS $$
BEGIN
    -- What stays as it was is none of this statement's business.
    IF (TG_OP = 'INSERT' OR NEW.reporting_zone IS DISTINCT FROM OLD.reporting_zone)
        AND zone_trouble(NEW.reporting_zone) IS NOT NULL THEN
        RAISE EXCEPTION 'reporting_zone % %', quote_literal(left(NEW.reporting_zone, 100)), zone_trouble(NEW.reporting_zone)
            USING ERRCODE = 'invalid_parameter_value', HINT = zone_cure(NEW.reporting_zone);
    END IF;
    IF (TG_OP = 'INSERT' OR NEW.currency IS DISTINCT FROM OLD.currency) AND currency_trouble(NEW.currency) IS NOT NULL THEN
        RAISE EXCEPTION 'currency % %', quote_literal(left(NEW.currency, 100)), currency_trouble(NEW.currency)
            USING ERRCODE = 'invalid_parameter_value', HINT = currency_cure(NEW.currency);
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION check_zone_and_currency() IS 'Refuses a time zone and a currency that are none, and names the nearest.';

CREATE OR REPLACE TRIGGER check_zone_and_currency BEFORE INSERT OR UPDATE ON ${schema}.analytics_settings
    FOR EACH ROW EXECUTE FUNCTION check_zone_and_currency();
COMMENT ON TRIGGER check_zone_and_currency ON ${schema}.analytics_settings IS 'Refuses a time zone and a currency that are none.';

CREATE OR REPLACE FUNCTION settings_trouble() RETURNS TABLE (setting text, value text, trouble text, cure text)
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT 'reporting_zone', reporting_zone,
        format('The setting reporting_zone is %L, which %s.', left(reporting_zone, 100), zone_trouble(reporting_zone)),
        zone_cure(reporting_zone)
    FROM ${schema}.analytics_settings
    WHERE zone_trouble(reporting_zone) IS NOT NULL
    UNION ALL
    SELECT 'reporting_zone', state.reporting_zone,
        format('The figures are still counted in the time zone %L, which %s.', left(state.reporting_zone, 100),
            zone_trouble(state.reporting_zone)),
        format('The next refresh counts them anew in %s.', settings.reporting_zone)
    FROM analytics_state state, ${schema}.analytics_settings settings
    WHERE state.reporting_zone <> settings.reporting_zone AND zone_is_usable(settings.reporting_zone)
        AND zone_trouble(state.reporting_zone) IS NOT NULL
    UNION ALL
    SELECT 'currency', currency, format('The setting currency is %L, which %s.', left(currency, 100), currency_trouble(currency)),
        currency_cure(currency)
    FROM ${schema}.analytics_settings
    WHERE currency_trouble(currency) IS NOT NULL;
$$;
COMMENT ON FUNCTION settings_trouble() IS 'What is wrong with analytics_settings, and what to do about it: set before such values were refused, or true no more since the server has other time zones. No row: nothing is.';

CREATE OR REPLACE FUNCTION wrong_settings() RETURNS text
LANGUAGE sql STABLE SET search_path = ${tidemark}, pg_temp
AS $$
    SELECT CASE WHEN NOT zone_is_usable(settings.reporting_zone) OR NOT zone_is_usable(state.reporting_zone)
            OR currency_trouble(currency) IS NOT NULL
        THEN (SELECT string_agg(trouble || ' ' || cure, ' ' ORDER BY setting DESC) FROM settings_trouble()) END
    FROM ${schema}.analytics_settings settings, analytics_state state;
$$;
COMMENT ON FUNCTION wrong_settings() IS 'The same in one text, cheap to ask for while nothing is wrong; NULL then.';
