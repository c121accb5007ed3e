package io.tidemark.ingest;

import io.tidemark.ingest.ApiCall.Tokens;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a call out of the texts that a source gives, or says field by field why that is not possible. */
public final class CallValidator {

    private static final int MOST_CHARACTERS = 200;
    /** Four such texts fit one index entry of the rollups, whatever they consist of. */
    private static final int MOST_BYTES = 600;

    private final ReceivedAt received;
    private final ZoneId zone;
    private final LatencyUnit latencyUnit;

    /**
     * @param received the time of calls that name none
     * @param zone the zone of times that name none
     */
    public CallValidator(ReceivedAt received, ZoneId zone, LatencyUnit latencyUnit) {
        this.received = received;
        this.zone = zone;
        this.latencyUnit = latencyUnit;
    }

    /** A call, or the problems it has; one of the two. */
    public record Result(@Nullable ApiCall call, List<FieldProblem> problems) {}

    /** Looks at the fields that have a value; the others are unknown. */
    public Result validate(Map<CallField, String> values) {
        return new Reading(values).result();
    }

    private final class Reading {

        private final Map<CallField, String> values;
        private final List<FieldProblem> problems = new ArrayList<>(0);

        Reading(Map<CallField, String> values) {
            this.values = values;
        }

        Result result() {
            var call = new ApiCall(
                    read(CallField.CREATED_AT, this::time, received.instant()),
                    read(CallField.USER_ID, Reading::text, null),
                    read(CallField.SERVICE_TYPE, Reading::text, null),
                    read(CallField.PROVIDER, Reading::text, null),
                    read(CallField.MODEL, Reading::text, null),
                    read(CallField.STATUS, Reading::text, ApiCall.SUCCESS),
                    read(CallField.REQUEST_ID, Reading::text, null),
                    tokens(),
                    this.<@Nullable BigDecimal>read(CallField.TOTAL_COST, Numbers::cost, null),
                    this.<@Nullable BigDecimal>read(
                            CallField.LATENCY_MS, text -> Numbers.milliseconds(text, latencyUnit), null));
            return problems.isEmpty() ? new Result(call, problems) : new Result(null, problems);
        }

        private Tokens tokens() {
            var tokens = new Tokens(
                    count(CallField.PROMPT_TOKENS),
                    count(CallField.CACHE_READ_TOKENS),
                    count(CallField.CACHE_CREATION_TOKENS),
                    count(CallField.COMPLETION_TOKENS),
                    count(CallField.REASONING_TOKENS));
            if (!problems.isEmpty()) {
                return tokens;
            }
            if (tokens.cacheRead() + tokens.cacheCreation() > tokens.prompt()) {
                problems.add(FieldProblem.of(
                        CallField.PROMPT_TOKENS,
                        "must contain cache_read_tokens and cache_creation_tokens (%d + %d), but is smaller"
                                .formatted(tokens.cacheRead(), tokens.cacheCreation()),
                        String.valueOf(tokens.prompt())));
            }
            if (tokens.reasoning() > tokens.completion()) {
                problems.add(FieldProblem.of(
                        CallField.COMPLETION_TOKENS,
                        "must contain reasoning_tokens (%d), but is smaller".formatted(tokens.reasoning()),
                        String.valueOf(tokens.completion())));
            }
            return tokens;
        }

        private long count(CallField field) {
            return read(field, Numbers::tokens, 0L);
        }

        private <T extends @Nullable Object> T read(CallField field, Reader<T> reader, T missing) {
            String value = values.get(field);
            if (value == null || value.isBlank()) {
                return missing;
            }
            try {
                return reader.read(value.strip());
            } catch (InvalidValue e) {
                problems.add(FieldProblem.of(field, String.valueOf(e.getMessage()), value));
                return missing;
            }
        }

        private Instant time(String text) throws InvalidValue {
            Instant time = Timestamps.read(text, zone);
            if (time.isBefore(Instant.EPOCH)) {
                throw new InvalidValue("lies before 1970");
            }
            var ahead = Duration.between(received.instant(), time);
            if (ahead.compareTo(received.maxClockSkew()) > 0) {
                throw new InvalidValue("lies %s ahead of now, which is %s; at most %s is taken"
                        .formatted(
                                inWords(ahead),
                                received.instant().truncatedTo(ChronoUnit.SECONDS),
                                inWords(received.maxClockSkew())));
            }
            return time;
        }

        private static String inWords(Duration time) {
            return time.toDays() >= 2
                    ? "%,d days".formatted(time.toDays())
                    : time.toHours() >= 1
                            ? time.toHours() + " h"
                            : time.toMinutes() >= 1 ? time.toMinutes() + " min" : time.toSeconds() + " s";
        }

        private static String text(String text) throws InvalidValue {
            int bytes = 0;
            int characters = 0;
            for (int i = 0; i < text.length(); characters++) {
                int c = text.codePointAt(i);
                if (c == 0) {
                    throw new InvalidValue("contains a NUL character, which PostgreSQL cannot store");
                }
                if (Character.getType(c) == Character.SURROGATE) {
                    throw new InvalidValue("contains half of a character (an unpaired surrogate)");
                }
                bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
                i += Character.charCount(c);
            }
            if (characters > MOST_CHARACTERS) {
                throw new InvalidValue("is longer than " + MOST_CHARACTERS + " characters");
            }
            if (bytes > MOST_BYTES) {
                throw new InvalidValue("is longer than " + MOST_BYTES + " bytes in UTF-8");
            }
            return text;
        }
    }

    private interface Reader<T extends @Nullable Object> {

        T read(String text) throws InvalidValue;
    }
}
