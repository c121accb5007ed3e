// Changes charts in place, in one go: columns move, and what is hovered stays so.
window.tidemarkMovePoints = (element, changes, triesLeft = 50) => {
  const chart = element.configuration;
  if (!chart) {
    if (triesLeft > 0) setTimeout(() => window.tidemarkMovePoints(element, changes, triesLeft - 1), 100);
    return;
  }
  for (const [series, point, y, name] of changes) {
    chart.series[series]?.points[point]?.update(name === undefined ? { y } : { y, name }, false);
  }
  chart.redraw(false);
  const hovered = chart.tooltip?.shared ? chart.hoverPoints : chart.hoverPoint;
  if (hovered && chart.tooltip && !chart.tooltip.isHidden) {
    chart.tooltip.refresh(hovered);
  }
};
