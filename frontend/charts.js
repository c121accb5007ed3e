// Changes charts in place, in one go: columns move, and what is hovered stays so. To draw a chart anew is the dearest
// thing that a page does, so changes that nobody would see wait until together they can be seen.
(() => {
  const VISIBLE = 0.5; // pixels

  /** By how many pixels a point moves. */
  const distance = ({ series: { yAxis }, y: before }, y) =>
    before == null || y == null ? Infinity : (Math.abs(y - before) * yAxis.len) / (yAxis.max - yAxis.min);

  const isHovered = ({ tooltip }) => tooltip && !tooltip.isHidden;

  /** After the next paint; soon where nothing is painted because nobody looks. */
  const painted = () =>
    new Promise((done) => {
      requestAnimationFrame(() => setTimeout(done));
      setTimeout(done, 250);
    });

  const turns = new WeakMap(); // what is still to be done with a chart

  const inTurn = (element, work) => {
    const turn = (turns.get(element) ?? Promise.resolve()).then(work);
    turns.set(element, turn.catch(() => {}));
    return turn;
  };

  // A chart that is made anew, because something else is to be seen, lets the figures beside it go first. The first one
  // needs no turn: the server does not send it before they are painted.
  customElements.whenDefined('vaadin-chart').then(() => {
    const { prototype } = customElements.get('vaadin-chart');
    const { updateConfiguration } = prototype;
    prototype.updateConfiguration = function (...how) {
      if (!this.configuration) return updateConfiguration.apply(this, how);
      return inTurn(this, () => painted().then(() => updateConfiguration.apply(this, how)));
    };
  });

  window.tidemarkMovePoints = (element, changes) => inTurn(element, () => move(element, changes));

  const move = async (element, changes) => {
    for (let tries = 0; tries < 50 && !element.configuration; tries++) {
      await new Promise((done) => setTimeout(done, 100));
    }
    const chart = element.configuration;
    if (!chart) return;
    const moved = (chart.tidemarkMoved ??= new Map()); // pixels since it was drawn, by axis and column
    let visible = isHovered(chart);
    for (const [series, column, y, name] of changes) {
      const point = chart.series[series]?.points[column];
      if (!point) continue;
      const place = `${point.series.yAxis.index} ${column}`;
      moved.set(place, (moved.get(place) ?? 0) + distance(point, y));
      visible ||= !(moved.get(place) < VISIBLE);
      point.update(name === undefined ? { y } : { y, name }, false);
    }
    if (!visible) return;
    moved.clear();
    chart.redraw(false);
    const hovered = chart.tooltip?.shared ? chart.hoverPoints : chart.hoverPoint;
    if (hovered && isHovered(chart)) chart.tooltip.refresh(hovered);
  };
})();
