package io.tidemark.ui;

/** Why a refresh ran, in words. */
public final class RefreshReason {

    private RefreshReason() {}

    /** A sentence without its subject: "because" can stand before it. */
    public static String inWords(String reason) {
        return switch (reason) {
            case "manual" -> "somebody asked for it";
            case "cron", "stale" -> "it was due";
            case "check", "hint" -> "calls arrived";
            case "import" -> "calls were imported";
            case "undo import" -> "an import was undone";
            case "midnight" -> "a day began";
            case "rebuild" -> "everything was counted anew";
            case "recount" -> "changes may have gone unrecorded";
            case "repair" -> "days were counted anew";
            default -> reason;
        };
    }
}
