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

// What axes and tooltips say: with the digits that it takes, and no more.
(() => {
  const MOST_DIGITS = 12;
  const UNITS = [[1e12, 'T'], [1e9, 'B'], [1e6, 'M'], [1e3, 'k']];
  const NARROW = 500; // pixels: a tooltip with all rows would hide the chart
  const ROWS_WHERE_NARROW = 5;

  const text = (s) => s.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

  const number = (value, digits, currency) =>
    new Intl.NumberFormat('en-US', {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      ...(currency && { style: 'currency', currency })
    }).format(value);

  /** As few digits after the point as tell one step of an axis from the next. */
  const digitsOf = (step) => {
    let digits = 0;
    const isCut = () => Math.abs(step * 10 ** digits - Math.round(step * 10 ** digits)) > 1e-6 * step * 10 ** digits;
    while (digits < MOST_DIGITS && isCut()) digits++;
    return digits;
  };

  const label = (value, step, most, currency) => {
    const [unit, letter] = (most >= 1e4 && UNITS.find(([size]) => most >= size)) || [1, ''];
    const digits = digitsOf(step / unit);
    const cents = currency && !letter && digits === 1 ? 2 : digits;
    return value === 0 ? number(0, 0, currency) : number(value / unit, cents, currency) + letter;
  };

  const axis = ({ value, axis: { tickInterval, min, max } }, currency) =>
    label(value, tickInterval, Math.max(Math.abs(min), Math.abs(max)), currency);

  const rate = ({ value, axis: { tickInterval } }) => `${number(value * 100, digitsOf(tickInterval * 100))}\u00a0%`;

  const sum = (values) => values.reduce((a, b) => a + b, 0);

  /** Digits after the point that tell the total and the largest value apart from their neighbours, cents at least. */
  const digitsFor = (values) => {
    const largest = Math.max(...values.map(Math.abs));
    const telling = [largest, Math.abs(sum(values))].filter((value) => value > 1e-9 * largest);
    let digits = 2;
    while (digits < MOST_DIGITS && telling.some((value) => Math.abs(Number(value.toFixed(digits)) - value) > 0.005 * value)) digits++;
    return digits;
  };

  /** Values in units of the last digit, rounded so that they add up to the rounded total. */
  const rounded = (values, digits) => {
    const exact = values.map((value) => value * 10 ** digits);
    const whole = exact.map(Math.floor);
    let missing = Math.round(sum(exact)) - sum(whole);
    const byRest = exact.map((_, i) => i).sort((a, b) => exact[b] - whole[b] - (exact[a] - whole[a]));
    for (const i of byRest.slice(0, Math.max(0, missing))) whole[i]++;
    return whole;
  };

  /** Amounts as texts that add up; one that is too small for the digits says so, and is never 0. */
  const amounts = (values, currency) => {
    const digits = currency ? digitsFor(values) : 0;
    const figure = (units) => number(units / 10 ** digits, digits, currency);
    const units = rounded(values, digits);
    return {
      total: figure(sum(units)),
      each: values.map((value, i) =>
        units[i] !== 0 || value === 0 ? figure(units[i]) : value > 0 ? `<\u00a0${figure(1)}` : `>\u00a0${figure(-1)}`)
    };
  };

  /** The smallest of many together as one, where there is no room for all. */
  const fitting = (rows, { chartWidth }) => {
    if (chartWidth >= NARROW || rows.length <= ROWS_WHERE_NARROW) return rows;
    const bySize = [...rows].sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
    const small = bySize.slice(ROWS_WHERE_NARROW - 1);
    return [
      ...rows.filter((row) => !small.includes(row)),
      { name: `${small.length} more`, value: sum(small.map((row) => row.value)), classes: 'more' }
    ];
  };

  const row = (name, value, classes) => `<tr class="${classes}"><td>${text(name)}</td><td>${text(value)}</td></tr>`;

  /** A column's title, its total and its values from the top down; names are text. */
  const tooltip = ({ points }, titles, currency) => {
    const { series: { chart }, index } = points[0].point ?? points[0];
    const stacked = points.filter(({ series }) => series.yAxis.index === 0);
    const rows = fitting(
      [...stacked.filter(({ y }) => y > 0).reverse(), ...stacked.filter(({ y }) => y < 0)].map(({ series, y }) =>
        ({ name: `\u25a0 ${series.name}`, value: y, classes: series.options.className })),
      chart);
    const { total, each } = amounts(rows.map(({ value }) => value), currency);
    const errors = points.filter(({ series }) => series.yAxis.index === 1)
      .map((one) => row('errors', (one.point ?? one).name, 'errors'));
    return `<b>${text(titles[index])}</b><table>${row('total', total, 'total')}${
      rows.map(({ name, classes }, i) => row(name, each[i], classes)).join('')}${errors.join('')}</table>`;
  };

  const TONES = [0, 1, 2, 3, 4, 5, 6, 7, 'others'];

  const hatch = (name, tone, angle) => `
    <pattern id="hatch-${name}" class="hatch tone-${tone}" patternUnits="userSpaceOnUse" width="5" height="5"
      patternTransform="rotate(${angle})"><rect width="5" height="5"/><rect width="2.5" height="5"/></pattern>`;

  /** Has our colours and hatchings reach the inside of a chart's shadow tree. */
  const share = ({ shadowRoot }) => {
    if (shadowRoot.querySelector('link')) return;
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = 'charts.css';
    const patterns = document.createElement('div');
    patterns.innerHTML = `<svg class="hatches" width="0" height="0"><defs>${
      TONES.map((tone) => hatch(tone === 'others' ? 'filling-others' : tone, tone, 45)).join('')}${
      hatch('others', 'others', -45)}</defs></svg>`;
    shadowRoot.append(link, patterns);
  };

  window.tidemarkChart = { label, axis, rate, amounts, tooltip, share };
})();
