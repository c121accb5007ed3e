// The badge that says how fresh the figures are. Instants are the database's; the browser's clock only counts how long
// ago the server was heard, so that it may be wrong.
(() => {
  const LOOK_AFTER = 12_000; // of silence: perhaps nothing is pushed any more
  const LOOK_AGAIN_AFTER = 5_000;
  const SILENT_AFTER = 30_000;
  const ASLEEP_AFTER = 4_000; // without a tick
  const LOST_AFTER = 1_500; // a push connection that is made anew is not worth a word

  const formats = new Map();
  const format = (zone, options) => {
    const key = zone + JSON.stringify(options);
    if (!formats.has(key)) {
      formats.set(key, new Intl.DateTimeFormat('en-US', { timeZone: zone, ...options }));
    }
    return formats.get(key);
  };
  const day = (instant, zone) => format(zone, { month: 'short', day: 'numeric' }).format(instant);
  const clock = (instant, zone) =>
    format(zone, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(instant);
  const time = (instant, now, zone) =>
    (day(instant, zone) === day(now, zone) ? '' : day(instant, zone) + ', ') + clock(instant, zone);

  const duration = (ms) => {
    const seconds = Math.max(0, Math.round(ms / 1000));
    if (seconds < 90) return `${seconds} s`;
    if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
    return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
  };

  const connection = () => window.Vaadin?.connectionState;
  const isLost = () => ['reconnecting', 'connection-lost'].includes(connection()?.state);

  class Freshness extends HTMLElement {
    #state;
    #heard = performance.now();
    #slept = 0; // performance.now() stands still while a machine sleeps
    #looked = -Infinity;
    #lost;
    #tick = { wall: Date.now(), steady: performance.now() };
    #stop = () => {};

    constructor() {
      super();
      if (Object.hasOwn(this, 'state')) { // set before this script was there
        const state = this.state;
        delete this.state;
        this.state = state;
      }
    }

    set state(state) {
      this.#state = state;
      this.#heard = performance.now();
      this.#slept = 0;
      setTimeout(() => this.#render());
    }

    get state() {
      return this.#state;
    }

    connectedCallback() {
      const gone = new AbortController();
      const timer = setInterval(() => this.#beat(), 1000);
      const wake = () => this.#look();
      const seen = () => document.visibilityState === 'visible' && this.#elapsed() > 2000 && this.#look();
      const { signal } = gone;
      document.addEventListener('visibilitychange', seen, { signal });
      window.addEventListener('pageshow', seen, { signal });
      window.addEventListener('online', wake, { signal });
      window.addEventListener('offline', wake, { signal });
      const changed = (before, now) => {
        if (now === 'connected' && before !== 'loading') this.#look();
        this.#render();
      };
      connection()?.addStateChangeListener(changed);
      this.#stop = () => {
        gone.abort();
        clearInterval(timer);
        connection()?.removeStateChangeListener(changed);
      };
    }

    disconnectedCallback() {
      this.#stop();
    }

    #beat() {
      const now = { wall: Date.now(), steady: performance.now() };
      const wall = now.wall - this.#tick.wall;
      const steady = now.steady - this.#tick.steady;
      this.#tick = now;
      const slept = Math.max(wall, steady) > ASLEEP_AFTER;
      if (slept) this.#slept += Math.max(0, wall - steady);
      if (slept || this.#elapsed() > LOOK_AFTER) this.#look();
      this.#render();
    }

    #elapsed() {
      return performance.now() - this.#heard + this.#slept;
    }

    #look() {
      if (this.$server?.look && performance.now() - this.#looked > LOOK_AGAIN_AFTER) {
        this.#looked = performance.now();
        this.$server.look();
      }
    }

    #render() {
      const word = this.querySelector('.freshness-word');
      const state = this.#state;
      if (!state || !word) return;
      const shown = this.#verdict(state);
      if (this.dataset.level && shown.level !== this.dataset.level) {
        this.querySelector('.freshness-news').textContent = `${shown.word} ${shown.rest}`;
      }
      this.dataset.level = shown.level;
      if (word.textContent !== shown.word) word.textContent = shown.word;
      const rest = this.querySelector('.freshness-rest');
      if (rest.textContent !== shown.rest) rest.textContent = shown.rest;
    }

    #verdict(state) {
      const elapsed = this.#elapsed();
      const now = state.now + elapsed;
      const rest = state.asOf ? `· as of ${time(state.asOf, now, state.zone)} · ${state.zone}` : '';
      this.#lost = isLost() ? (this.#lost ?? performance.now()) : undefined;
      // What is pushed may still arrive where requests do not get through.
      if (this.#lost && performance.now() - Math.max(this.#lost, this.#heard) > LOST_AFTER) {
        return { level: 'failed', word: 'Connection lost', rest };
      }
      if (elapsed > SILENT_AFTER) {
        return { level: 'late', word: `No word from the server for ${duration(elapsed)}`, rest };
      }
      const late = state.level === 'fresh' && state.lateIn != null && elapsed > state.lateIn;
      if (late || (state.level === 'late' && !state.word)) {
        return { level: 'late', word: `${duration(now - state.asOf)} behind`, rest };
      }
      return { level: state.level, word: state.word, rest };
    }
  }

  customElements.define('tidemark-freshness', Freshness);
})();
