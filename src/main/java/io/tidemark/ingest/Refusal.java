package io.tidemark.ingest;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.core.NestedExceptionUtils;

/**
 * Why the database refuses calls, where that is no fault of its own: somebody has changed the table, or has rules for it.
 *
 * @param ofTheseCalls whether other calls would be taken; otherwise none is until the table is mended
 * @param text what is wrong and what helps, in sentences
 */
public record Refusal(boolean ofTheseCalls, String text) {

    private static final String NOT_NULL_VIOLATION = "23502";
    private static final String UNDEFINED_COLUMN = "42703";
    /** Of a value that the column of an older system's table does not take, such as a name where it wants a UUID. */
    private static final String NOT_OF_ITS_TYPE = "22";

    private static final String RAISED_BY_A_TRIGGER = "P0001";

    /** What this failure says; nothing where it is of another kind. */
    public static Optional<Refusal> in(Throwable failure) {
        if (!(NestedExceptionUtils.getMostSpecificCause(failure) instanceof PSQLException e)
                || e.getServerErrorMessage() == null
                || e.getSQLState() == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                switch (e.getSQLState()) {
                    case NOT_NULL_VIOLATION ->
                        isOurs(e.getServerErrorMessage().getColumn())
                                ? brokenRule(e.getServerErrorMessage())
                                : wantsAValue(e.getServerErrorMessage());
                    case UNDEFINED_COLUMN ->
                        new Refusal(
                                false,
                                "The table of calls has lost a column: %s. Nothing was stored, and nothing will be until it is back."
                                        .formatted(e.getServerErrorMessage().getMessage()));
                    default -> isARule(e) ? brokenRule(e.getServerErrorMessage()) : null;
                });
    }

    private static Refusal wantsAValue(ServerErrorMessage error) {
        return new Refusal(false, """
                The column "%s" of api_usage, which is not one of Tidemark's, wants a value and has no default. Nothing was \
                stored, and nothing will be until the column has a default or may be NULL.""".formatted(error.getColumn()));
    }

    private static boolean isOurs(@Nullable String column) {
        return Arrays.stream(CallField.values())
                .anyMatch(field -> field.column().equals(column));
    }

    private static boolean isARule(SQLException e) {
        return e.getSQLState().startsWith("23")
                || e.getSQLState().startsWith(NOT_OF_ITS_TYPE)
                || e.getSQLState().equals(RAISED_BY_A_TRIGGER);
    }

    private static Refusal brokenRule(ServerErrorMessage error) {
        return new Refusal(
                true,
                "A rule of this database refuses these calls: %s. Nothing was stored.".formatted(error.getMessage()));
    }
}
