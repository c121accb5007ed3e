package io.tidemark.ui.charts;

/**
 * The colour of a provider, in the shade of one of its models.
 *
 * @param hue 0 to 9, as {@code --series-0} and so on say
 * @param shade 0 for the colour itself
 */
public record Tone(int hue, int shade) {

    static final int HUES = 9;
    static final int SHADES = 5;

    /** For what has no colour of its own. */
    public static final Tone GREY = new Tone(9, 0);

    /** CSS classes that set {@code --tone}, see charts.css. */
    public String classes() {
        return "hue-" + hue + " shade-" + shade;
    }
}
