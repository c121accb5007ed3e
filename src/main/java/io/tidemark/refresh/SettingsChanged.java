package io.tidemark.refresh;

/** Published when somebody switched the strategy, paused or resumed. */
public record SettingsChanged() {}
