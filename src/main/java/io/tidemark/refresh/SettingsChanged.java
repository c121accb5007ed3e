package io.tidemark.refresh;

/** Published when settings changed, of the refresh or of what figures are given in; and when that may have been missed. */
public record SettingsChanged() {}
