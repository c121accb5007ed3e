package io.tidemark.ingest.csv;

import io.tidemark.ingest.CallField;
import io.tidemark.ingest.LatencyUnit;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What columns are usually called, the most telling names first. Case and punctuation do not matter. */
final class ColumnNames {

    private static final Pattern LAST_WORD = Pattern.compile("[^\\p{L}](\\p{L}+)[^\\p{L}]*$");
    private static final Map<CallField, List<String>> NAMES = new EnumMap<>(CallField.class);

    static {
        names(
                CallField.CREATED_AT,
                "created_at timestamp created_at_utc starttime start_time request_time time datetime"
                        + " date_time created event_time logged_at occurred_at ts date @timestamp");
        names(
                CallField.USER_ID,
                "user_id user username user_name enduser.id user.id end_user end_user_id customer_id"
                        + " customer account api_key_alias team_id");
        names(
                CallField.SERVICE_TYPE,
                "service_type service gen_ai.operation.name operation call_type use_case feature"
                        + " app application project endpoint");
        names(
                CallField.PROVIDER,
                "provider gen_ai.provider.name custom_llm_provider provider_name vendor"
                        + " gen_ai.system model_provider");
        names(
                CallField.MODEL,
                "model gen_ai.response.model model_name model_id gen_ai.request.model model_slug"
                        + " deployment engine model_group");
        names(CallField.STATUS, "status error.type status_code http_status outcome result state finish_status");
        names(
                CallField.REQUEST_ID,
                "request_id gen_ai.response.id generation_id response_id call_id trace_id" + " correlation_id uuid id");
        names(
                CallField.PROMPT_TOKENS,
                "prompt_tokens input_tokens gen_ai.usage.input_tokens context_tokens tokens_prompt"
                        + " tokens_in tokens_input n_prompt_tokens n_context_tokens_total num_prompt_tokens prompt_token_count"
                        + " input_token_count request_tokens input");
        names(
                CallField.CACHE_READ_TOKENS,
                "cache_read_tokens cached_read_tokens cache_read_input_tokens cached_tokens"
                        + " gen_ai.usage.cache_read.input_tokens input_cached_tokens cached_input_tokens tokens_cached"
                        + " cache_hit_tokens");
        names(
                CallField.CACHE_CREATION_TOKENS,
                "cache_creation_tokens cached_write_tokens cache_creation_input_tokens"
                        + " gen_ai.usage.cache_creation.input_tokens cache_write_tokens cache_write_input_tokens");
        names(
                CallField.COMPLETION_TOKENS,
                "completion_tokens output_tokens gen_ai.usage.output_tokens generated_tokens"
                        + " tokens_completion tokens_out tokens_output n_generated_tokens_total num_completion_tokens"
                        + " completion_token_count output_token_count candidates_token_count response_tokens output");
        names(
                CallField.REASONING_TOKENS,
                "reasoning_tokens thinking_tokens tokens_reasoning output_reasoning_tokens"
                        + " gen_ai.usage.reasoning.output_tokens thoughts_token_count");
        names(
                CallField.TOTAL_COST,
                "total_cost cost cost_usd usd total_cost_usd cost_total spend price amount"
                        + " response_cost total_price charge");
        names(
                CallField.LATENCY_MS,
                "latency_ms latency duration duration_ms response_time response_time_ms"
                        + " elapsed elapsed_ms total_latency request_duration_ms latency_s latency_seconds duration_s"
                        + " duration_seconds duration_sec elapsed_seconds latency_sec time_taken request_duration_seconds"
                        + " response_time_seconds latency_us duration_us latency_ns duration_ns generation_time latency_milliseconds duration_milliseconds");
    }

    private ColumnNames() {}

    /** How telling a column's name is for a field: 0 is best, empty is not at all. */
    static Optional<Integer> rank(CallField field, String name) {
        int place = NAMES.getOrDefault(field, List.of()).indexOf(plain(name));
        return place < 0 ? Optional.empty() : Optional.of(place);
    }

    static boolean isKnown(String name) {
        return NAMES.values().stream().anyMatch(names -> names.contains(plain(name)));
    }

    /** The unit that a latency column's name ends with, as in {@code duration_ms} or {@code Latency [s]}. */
    static Optional<LatencyUnit> unit(String name) {
        Matcher lastWord = LAST_WORD.matcher(name.toLowerCase(Locale.ROOT));
        return switch (lastWord.find() ? lastWord.group(1) : "") {
            case "ms", "msec", "millis", "milliseconds" -> Optional.of(LatencyUnit.MILLISECONDS);
            case "s", "sec", "secs", "seconds" -> Optional.of(LatencyUnit.SECONDS);
            case "us", "µs", "micros", "microseconds" -> Optional.of(LatencyUnit.MICROSECONDS);
            case "ns", "nanos", "nanoseconds" -> Optional.of(LatencyUnit.NANOSECONDS);
            default -> Optional.empty();
        };
    }

    private static void names(CallField field, String names) {
        NAMES.put(
                field,
                Arrays.stream(names.split(" "))
                        .map(ColumnNames::plain)
                        .distinct()
                        .toList());
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }
}
