package io.tidemark.ui.charts;

/**
 * A colour that a chart tells one of its names by.
 *
 * @param number 0 to 7, as {@code --series-0} and so on say
 */
public record Tone(int number) {

    /** As many names at once have colours that differ to every eye. */
    public static final int COUNT = 8;

    /** What has no colour of its own is grey, and hatched. */
    public static final Tone OTHERS = new Tone(COUNT);

    /** CSS classes that set {@code --tone}, see charts.css. */
    public String classes() {
        return equals(OTHERS) ? "tone-others" : "tone-" + number;
    }
}
