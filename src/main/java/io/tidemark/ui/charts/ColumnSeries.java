package io.tidemark.ui.charts;

import java.util.List;

/** One layer of stacked columns, a value for each column. */
public record ColumnSeries(String name, Tone tone, List<Double> values) {}
