package io.tidemark.security;

import java.text.Normalizer;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What somebody may be called, so that no name can be taken for another one, for a program's or for one of ours. Letters
 * may be of one script, or of those that Japanese, Korean and Chinese are written in beside Latin (UTS #39, "highly
 * restrictive").
 */
public final class Names {

    private static final int LONGEST = 200;

    /** As the audit and the history of refreshes call those who are no users; in lower case. */
    private static final Set<String> RESERVED = Set.of(
            "anonymous",
            "anonymoususer",
            "nobody",
            "system",
            "tidemark",
            "pg_cron",
            "sql",
            "unknown",
            "a name that is not known",
            "everybody",
            "somebody");

    /** Letters and marks that show nothing: fillers, joiners, variation selectors, vowels that are not drawn. */
    private static final Pattern INVISIBLE = Pattern.compile(
            "[\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u3164\\uffa0\\ufe00-\\ufe0f\\x{e0100}-\\x{e01ef}\\u2800]");

    private static final Pattern TAKEN = Pattern.compile("[\\p{L}\\p{M}\\p{Nd} ._@+'\\u2019,&/#!~-]+");

    /** As the name of somebody else is told from the first one's of that name. */
    private static final Pattern NUMBER = Pattern.compile(" \\(\\d{1,4}\\)$");

    private static final Set<Character.UnicodeScript> JAPANESE = EnumSet.of(
            Character.UnicodeScript.LATIN,
            Character.UnicodeScript.HAN,
            Character.UnicodeScript.HIRAGANA,
            Character.UnicodeScript.KATAKANA);
    private static final Set<Character.UnicodeScript> KOREAN =
            EnumSet.of(Character.UnicodeScript.LATIN, Character.UnicodeScript.HAN, Character.UnicodeScript.HANGUL);
    private static final Set<Character.UnicodeScript> CHINESE =
            EnumSet.of(Character.UnicodeScript.LATIN, Character.UnicodeScript.HAN, Character.UnicodeScript.BOPOMOFO);

    private Names() {}

    /** The one spelling of a name that can be typed in several: NFKC, without space around it. */
    public static String normalised(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC).strip();
    }

    /** A name from elsewhere, with room for a number behind it, and without what only ours have. */
    static String likeOurs(String name) {
        String plain = normalised(name).replace('(', '/').replace(')', '/');
        return plain.substring(0, Math.min(plain.length(), LONGEST - 10)).strip();
    }

    /** Whether PostgreSQL can be asked for it at all; nobody is called anything else. */
    static boolean isStorable(String name) {
        return name.length() <= 2 * LONGEST
                && name.codePoints().allMatch(c -> c != 0 && Character.getType(c) != Character.SURROGATE);
    }

    /** Stands for a name that cannot be stored, so that guesses at it are counted as all are; nobody can have it. */
    static String standIn(String name) {
        return "(not storable) " + HexFormat.of().formatHex(Tokens.hash(name));
    }

    /** Why a name, as {@link #normalised} has it, cannot be somebody's; nothing where it can. */
    public static Optional<String> objection(String name) {
        String letters = NUMBER.matcher(name).replaceFirst("");
        if (letters.isEmpty() || name.codePointCount(0, name.length()) > LONGEST) {
            return Optional.of("A name has 1 to %d characters.".formatted(LONGEST));
        }
        if (!TAKEN.matcher(letters).matches() || INVISIBLE.matcher(letters).find()) {
            return Optional.of("A name has letters, digits, spaces and . _ @ + - ' , & / # ! ~ only,"
                    + " and no characters that cannot be seen.");
        }
        if (!isOfOneScript(letters)) {
            return Optional.of("A name has letters of one script: with letters of several, such as Latin and Cyrillic,"
                    + " it can look like somebody else's.");
        }
        if (RESERVED.contains(letters.toLowerCase(Locale.ROOT))) {
            return Optional.of("This name stands for something else in the audit. Choose another one.");
        }
        return Optional.empty();
    }

    private static boolean isOfOneScript(String name) {
        var scripts = EnumSet.noneOf(Character.UnicodeScript.class);
        name.codePoints().mapToObj(Character.UnicodeScript::of).forEach(scripts::add);
        scripts.remove(Character.UnicodeScript.COMMON);
        scripts.remove(Character.UnicodeScript.INHERITED);
        return scripts.size() <= 1
                || JAPANESE.containsAll(scripts)
                || KOREAN.containsAll(scripts)
                || CHINESE.containsAll(scripts);
    }
}
