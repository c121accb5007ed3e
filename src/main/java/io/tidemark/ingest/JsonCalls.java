package io.tidemark.ingest;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** Reads calls from JSON: one object, an array of objects, or objects one after the other. */
final class JsonCalls {

    static final int MOST_RECORDS = 100_000;
    private static final int MOST_PROBLEMS = 100;
    /** NaN is no JSON; it is read all the same, so that the answer can name the record and the field. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final CallValidator validator;
    private final List<ApiCall> calls = new ArrayList<>();
    private final List<RecordProblem> problems = new ArrayList<>();
    private int records;
    private int rejected;

    JsonCalls(CallValidator validator) {
        this.validator = validator;
    }

    /** Reads a body of one object or one array. */
    void readDocument(InputStream body) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
            switch (json.nextToken()) {
                case START_OBJECT -> readRecord(json);
                case START_ARRAY -> readArray(json);
                case null -> {
                    return;
                }
                default -> throw new StreamReadException(json, "Expected an object or an array of objects");
            }
            if (json.nextToken() != null) {
                throw new StreamReadException(
                        json, "More follows the end of the document; send several objects as application/x-ndjson");
            }
        }
    }

    /** Reads a body of objects one after the other, as in NDJSON. */
    void readSequence(InputStream body) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
            while (json.nextToken() != null) {
                readRecord(json);
            }
        }
    }

    List<ApiCall> calls() {
        return calls;
    }

    /** The first problems; {@link #rejected()} counts all. */
    List<RecordProblem> problems() {
        return problems;
    }

    int records() {
        return records;
    }

    int rejected() {
        return rejected;
    }

    private void readArray(JsonParser json) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
            readRecord(json);
        }
    }

    private void readRecord(JsonParser json) {
        if (++records > MOST_RECORDS) {
            throw new TooManyRecords("More than %,d calls in one request.".formatted(MOST_RECORDS));
        }
        int line = json.currentTokenLocation().getLineNr();
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            reject(line, List.of(new FieldProblem("record", "must be an object", "")));
            return;
        }
        var fields = new Fields(MOST_PROBLEMS - problems.size());
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            fields.add(name, json);
        }
        CallValidator.Result result = validator.validate(fields.values);
        if (!fields.values.isEmpty() || fields.isWrong) {
            result.problems().forEach(problem -> fields.wrong(() -> problem));
        } else {
            fields.wrong(() -> new FieldProblem("record", "says nothing about the call", ""));
        }
        if (result.call() != null && !fields.isWrong) {
            calls.add(result.call());
        } else {
            reject(line, fields.problems);
        }
    }

    private void reject(int line, List<FieldProblem> reasons) {
        rejected++;
        calls.clear();
        reasons.stream()
                .limit(MOST_PROBLEMS - (long) problems.size())
                .map(reason -> RecordProblem.of(records, line, reason))
                .forEach(problems::add);
    }

    /** The fields of one record, as far as they are read. */
    private static final class Fields {

        private final Map<CallField, String> values = new EnumMap<>(CallField.class);
        private final Set<CallField> weak = EnumSet.noneOf(CallField.class);
        private final List<FieldProblem> problems = new ArrayList<>(0);
        private final int room;
        private boolean isWrong;

        /** With room for so many problems: what nobody gets to read is not put in words. */
        Fields(int room) {
            this.room = room;
        }

        void wrong(Supplier<FieldProblem> problem) {
            isWrong = true;
            if (problems.size() < room) {
                problems.add(problem.get());
            }
        }

        void add(String name, JsonParser json) {
            JsonToken token = json.currentToken();
            var meaning = JsonFields.meaning(name).orElse(null);
            if (meaning == null) {
                wrong(() -> new FieldProblem(FieldProblem.shortened(name), JsonFields.unknown(name), ""));
                json.skipChildren();
            } else if (token.isStructStart() || token.isBoolean()) {
                wrong(() -> new FieldProblem(name, "must be a text or a number", ""));
                json.skipChildren();
            } else if (token != JsonToken.VALUE_NULL) {
                put(meaning, name, json.getString());
            }
        }

        private void put(JsonFields.Meaning meaning, String name, String value) {
            CallField field = meaning.field();
            if (!values.containsKey(field) || (weak.contains(field) && !meaning.weak())) {
                values.put(field, value);
                if (meaning.weak()) {
                    weak.add(field);
                } else {
                    weak.remove(field);
                }
            } else if (!meaning.weak()) {
                wrong(() -> new FieldProblem(name, "is given twice (%s)".formatted(field.column()), ""));
            }
        }
    }
}
