// Draws figures from data that the server sends: tiles, tables, ranked bars, facts. What is drawn already changes in
// place, so that hover, focus and selection stay. The server has no component for any of it.
(() => {
  const CALM = 5_000; // of a figure, before a change of it is worth a flash
  const motion = matchMedia('(prefers-reduced-motion: reduce)');
  const changedAt = new WeakMap();

  const same = (a, b) => a === b || JSON.stringify(a) === JSON.stringify(b);

  /** Data with a change made to them, see Drawing.java; what stays the same is the very same. */
  const changed = (data, change) => {
    if (Array.isArray(change)) return change[0];
    const copy = Array.isArray(data) ? [...data] : { ...data };
    for (const key in change) copy[key] = changed(copy[key], change[key]);
    return copy;
  };

  const make = (tag, classes, ...children) => {
    const element = document.createElement(tag);
    if (classes) element.className = classes;
    element.append(...children);
    return element;
  };

  /** Puts text into an element that has nothing else, and says whether it was another one. */
  const write = (element, text = '') => {
    const node = element.firstChild;
    if (node instanceof Text) {
      if (node.data === text) return false;
      node.data = text;
    } else {
      element.append(text);
    }
    return true;
  };

  const attribute = (element, name, value) => {
    if (!value) element.removeAttribute(name);
    else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  };

  const classes = (element, names) => {
    if (element.className !== names) element.className = names;
  };

  /** Lets a figure that changed light up briefly; not one that moves all the time, nor where less motion is wished for. */
  const flash = (element) => {
    const now = performance.now();
    const calm = now - (changedAt.get(element) ?? -Infinity) > CALM;
    changedAt.set(element, now);
    if (calm && !motion.matches) {
      element.animate(
        [{ backgroundColor: 'var(--chosen)', borderRadius: '4px' }, { backgroundColor: 'transparent' }],
        { duration: 1500, easing: 'steps(6)', id: 'flash' }
      );
    }
  };

  const sparkline = () => {
    const line = make('div', 'sparkline');
    line.setAttribute('aria-hidden', 'true');
    line.innerHTML = `<svg viewBox="0 0 100 28" preserveAspectRatio="none" focusable="false">
      <path/><path class="filling"/></svg>`;
    return line;
  };

  /** A line of two parts: what is over, and what is still filling. */
  const trace = (line, parts) => {
    line.querySelectorAll('path').forEach((path, i) => attribute(path, 'd', parts[i]));
  };

  /** Has as many children as there are data, each made once, and shows each its own. */
  const each = (parent, data, create, show) => {
    while (parent.children.length > data.length) parent.lastElementChild.remove();
    data.forEach((one, i) => {
      if (i === parent.children.length) parent.append(create(one, i));
      show(parent.children[i], one, i);
    });
  };

  class Drawn extends HTMLElement {
    #data;

    connectedCallback() {
      if (Object.hasOwn(this, 'data')) { // set before this script was there
        const data = this.data;
        delete this.data;
        this.data = data;
      }
    }

    set data(data) {
      const before = this.#data;
      this.#data = data;
      // What is about something else is no change of a figure.
      if (data) this.draw(data, before, data.about !== undefined && before?.about === data.about);
    }

    get data() {
      return this.#data;
    }

    change(change) {
      this.data = changed(this.#data, change);
    }
  }

  class Tiles extends Drawn {
    draw({ tiles }, _, flashes) {
      each(this, tiles,
        () => make('div', 'panel tile', make('h3'), make('span', 'tile-value'), make('div', 'tile-change'), sparkline()),
        (tile, of) => {
          const [label, value, change, trend] = tile.children;
          write(label, of.label);
          if (write(value, of.text) && flashes) flash(value);
          attribute(value, 'title', of.full);
          attribute(change, 'title', of.explanation);
          if (!change.firstChild) change.append(make('span'), make('span'));
          const [amount, aside] = change.children;
          write(amount, of.change);
          classes(amount, of.verdict ?? '');
          attribute(amount, 'role', of.spoken && 'img');
          attribute(amount, 'aria-label', of.spoken);
          write(aside, of.aside);
          trace(trend, of.trend ?? []);
        });
    }
  }

  class Table extends Drawn {
    draw(data, before, flashes) {
      if (!same(data.columns, before?.columns)) {
        this.#begin(data);
        before = undefined;
      }
      attribute(this, 'aria-label', data.label);
      each(this.querySelector('tbody'), data.rows,
        (row) => make('tr', '', ...row.cells.map(() => make('td'))),
        (tr, row, i) => {
          const old = before?.rows[i];
          row.cells.forEach((cell, j) => {
            if (!old || !same(cell, old.cells[j])) {
              this.#show(tr.cells[j], cell, data.columns[j].classes);
              if (flashes && old?.key === row.key) flash(tr.cells[j]);
            }
          });
        });
    }

    #begin({ columns }) {
      const heads = columns.map(({ header, classes }) => {
        const th = make('th', classes, header);
        th.scope = 'col';
        return th;
      });
      this.replaceChildren(make('table', 'data-table', make('thead', '', make('tr', '', ...heads)), make('tbody')));
    }

    #show(td, cell, column) {
      const { text, full = text, swatch, trend, verdict } = typeof cell === 'string' ? { text: cell } : cell;
      attribute(td, 'title', full);
      classes(td, verdict ? `${column} ${verdict}` : column);
      if (trend) {
        if (!td.querySelector('.sparkline')) td.replaceChildren(sparkline());
        trace(td.firstChild, trend);
      } else if (swatch) {
        if (!td.querySelector('.swatch')) td.replaceChildren(make('span'), make('span'));
        classes(td.firstChild, `swatch ${swatch}`);
        write(td.lastChild, text);
      } else {
        if (td.firstElementChild) td.replaceChildren();
        write(td, text);
      }
    }
  }

  class Bars extends Drawn {
    draw({ bars }, before, flashes) {
      if (!this.firstChild) this.append(make('ol', 'bars'));
      each(this.firstChild, bars,
        () => make('li', '', make('span', 'bar-name'), make('div', 'bar-track', make('div')),
          make('span', 'bar-figure'), make('span', 'bar-aside')),
        (li, of, i) => {
          const [name, track, figure, aside] = li.children;
          write(name, of.name);
          attribute(name, 'title', of.name);
          attribute(li, 'title', of.full);
          const bar = track.firstChild;
          classes(bar, of.length < 0 ? `bar below-zero ${of.tone}` : `bar ${of.tone}`);
          bar.hidden = of.length === 0;
          bar.style.width = `${Math.abs(of.length)}%`;
          if (write(figure, of.figure) && flashes && before.bars[i]?.name === of.name) flash(figure);
          write(aside, of.aside);
        });
    }
  }

  class Facts extends Drawn {
    draw({ facts }) {
      if (!this.firstChild) this.append(make('dl', 'facts'));
      each(this.firstChild, facts.flat(), (_, i) => make(i % 2 ? 'dd' : 'dt'), (element, text) => write(element, text));
    }
  }

  customElements.define('tidemark-tiles', Tiles);
  customElements.define('tidemark-table', Table);
  customElements.define('tidemark-bars', Bars);
  customElements.define('tidemark-facts', Facts);
})();
