/**
 * The standings of a tournament in any page: `<script src="https://…/embed.js" data-tournament="my-cup"></script>`. The
 * table is a custom element after the script, in a shadow root of its own. CSS variables change its colours.
 */
(() => {
  const NAME = "aoe2-standings";
  const EVENTS = ["standings", "live", "resync"];
  /** Delays in milliseconds: random, so that viewers do not all fetch at once. */
  const AFTER_EVENT = [200, 1700];
  const AFTER_FAILURE = [3000, 8000];
  /** Before another stream when one is refused while reads succeed. */
  const AFTER_STREAM = [10_000, 30_000];
  const WITHOUT_EVENTS = [240_000, 360_000];
  /** Delays after failures double so many times. */
  const MOST_DOUBLINGS = 6;
  const TIMEOUT = 10_000;
  /** How long a cache on the way may keep an answer, which the service says in `s-maxage`. */
  const KEPT = 15_000;
  const STYLE = `
    :host { display: block; color-scheme: light dark; background: var(--standings-background, #fff);
      color: var(--standings-text, #171b21); --soft: var(--standings-soft, #545d69); --line: var(--standings-line, #dfe3e9);
      --link: var(--standings-accent, #1b5bb5); --won: var(--standings-won, #17693a); --lost: var(--standings-lost, #a8261d);
      font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
    :host([theme="dark"]) { background: var(--standings-background, #1a1e25); color: var(--standings-text, #e8ebf0);
      --soft: var(--standings-soft, #a5afbc); --line: var(--standings-line, #2e353f); --link: var(--standings-accent, #8ab8ff);
      --won: var(--standings-won, #7fd6a0); --lost: var(--standings-lost, #ff9d94); }
    @media (prefers-color-scheme: dark) { :host(:not([theme="light"])) { background: var(--standings-background, #1a1e25);
      color: var(--standings-text, #e8ebf0); --soft: var(--standings-soft, #a5afbc); --line: var(--standings-line, #2e353f);
      --link: var(--standings-accent, #8ab8ff); --won: var(--standings-won, #7fd6a0); --lost: var(--standings-lost, #ff9d94); } }
    table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
    caption { padding: 0.5rem; font-weight: 600; text-align: left; overflow-wrap: anywhere; }
    a { color: var(--link); }
    th, td { padding: 0.35rem 0.5rem; border-bottom: 1px solid var(--line); font-weight: inherit; text-align: left; }
    thead th { color: var(--soft); font-size: 0.875em; }
    th.name { font-weight: 600; overflow-wrap: anywhere; }
    .number { text-align: right; white-space: nowrap; }
    .won { color: var(--won); }
    .lost { color: var(--lost); }`;

  /** @typedef {{ name: string, rank_by: string }} Tournament */
  /**
   * @typedef {object} Row
   * @property {number} tournament_player_id
   * @property {string} name
   * @property {number | null} current_rating
   * @property {number | null} max_rating
   * @property {boolean} in_match
   * @property {{ games_played: number, streak: number }} tournament_record
   */

  class Standings extends HTMLElement {
    #root = this.attachShadow({ mode: "open" });
    #origin = "";
    #timer = 0;
    #due = Infinity;
    #failures = 0;
    /** When a change was last heard of, or a stream opened before which there may have been one. */
    #heard = 0;
    /** How many reads have begun, and which of them is shown. */
    #begun = 0;
    #shown = 0;
    /** @type {EventSource | undefined} */
    #stream;

    connectedCallback() {
      this.#origin = this.getAttribute("origin") ?? "";
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      this.#root.adoptedStyleSheets = [sheet];
      this.#listen();
      void this.#read();
    }

    disconnectedCallback() {
      this.#stream?.close();
      clearTimeout(this.#timer);
    }

    get #api() {
      return `${this.#origin}/v1/tournaments/${this.#slug}`;
    }

    get #slug() {
      return encodeURIComponent(this.getAttribute("tournament") ?? "current");
    }

    #listen() {
      const stream = new EventSource(`${this.#api}/stream`);
      this.#stream = stream;
      for (const name of ["open", ...EVENTS]) stream.addEventListener(name, () => this.#changed());
      stream.addEventListener("error", () => {
        if (stream.readyState !== EventSource.CLOSED) return;
        const again = () => { if (this.isConnected && this.#stream === stream) this.#listen(); };
        setTimeout(again, between(this.#failures > 0 ? this.#afterFailure : AFTER_STREAM));
      });
    }

    get #afterFailure() {
      return AFTER_FAILURE.map((delay) => delay * 2 ** (this.#failures - 1));
    }

    #changed() {
      this.#heard = Date.now();
      this.#readWithin(AFTER_EVENT);
    }

    #readWithin(/** @type {number[]} */ range) {
      const at = Date.now() + between(range);
      if (at >= this.#due) return;
      this.#due = at;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#read(), at - Date.now());
    }

    async #read() {
      this.#due = Infinity;
      this.#begun += 1;
      const number = this.#begun;
      const isOutdated = () => !this.isConnected || number < this.#shown;
      try {
        const [tournament, standings] = await Promise.all([this.#get(""), this.#get("/standings")]);
        // What was read later is newer.
        if (isOutdated()) return;
        this.#shown = number;
        this.#show(this.#table(tournament.body, standings.body.items));
        // The stream may be waiting until it is tried again.
        if (this.#failures > 0 && this.#stream?.readyState === EventSource.CLOSED) this.#listen();
        this.#failures = 0;
        const wait = Math.max(tournament.wait, standings.wait);
        this.#readWithin(wait > 0 ? AFTER_EVENT.map((delay) => wait + delay) : WITHOUT_EVENTS);
      } catch {
        if (isOutdated()) return;
        // What is shown stays.
        this.#failures = Math.min(this.#failures + 1, MOST_DOUBLINGS);
        this.#readWithin(this.#afterFailure);
      }
    }

    async #get(/** @type {string} */ path) {
      const answer = await fetch(this.#api + path, { credentials: "omit", signal: AbortSignal.timeout(TIMEOUT) });
      if (!answer.ok) throw new Error(`${answer.status}`);
      return { body: await answer.json(), wait: this.#untilNewer(answer.headers) };
    }

    /** After how many milliseconds there may be a newer answer; 0 if this one is newer than what was heard. */
    #untilNewer(/** @type {Headers} */ headers) {
      // It is the last good one: a newer one is being made.
      if (headers.has("warning")) return between(AFTER_FAILURE);
      const kept = headers.get("age");
      // Caches round down.
      const age = kept === null ? 0 : 1_000 * (Number(kept) + 1);
      if (!(Date.now() - age < this.#heard)) return 0;
      return age < KEPT ? KEPT - age : KEPT;
    }

    /** Shows a table. Whoever has reached a link stays there, unless they are in another window or frame. */
    #show(/** @type {HTMLTableElement} */ table) {
      if (this.#root.firstElementChild?.isEqualNode(table)) return;
      const reached = document.hasFocus() ? this.#root.activeElement?.getAttribute("href") : null;
      this.#root.replaceChildren(table);
      const links = [...table.querySelectorAll("a")];
      links.find((link) => link.getAttribute("href") === reached)?.focus({ preventScroll: true });
    }

    #table(/** @type {Tournament} */ tournament, /** @type {Row[]} */ rows) {
      const page = `${this.#origin}/t/${this.#slug}`;
      const byPeak = tournament.rank_by === "peak_rating";
      const most = Number(this.getAttribute("rows")) || rows.length;
      const head = element("tr", {}, [
        ["#", "number"], ["Player", ""], [byPeak ? "Peak" : "Rating", "number"], ["Games", "number"], ["Streak", "number"],
        ["Now", ""],
      ].map(([text, style]) => element("th", { className: style, scope: "col" }, [text ?? ""])));
      const body = rows.slice(0, most).map((row, index) => element("tr", {}, [
        element("td", { className: "number" }, [`${index + 1}`]),
        element("th", { className: "name", scope: "row" }, [link(`${page}/players/${row.tournament_player_id}`, row.name)]),
        element("td", { className: "number" }, [`${(byPeak ? row.max_rating : row.current_rating) ?? "–"}`]),
        element("td", { className: "number" }, [`${row.tournament_record.games_played}`]),
        streak(row.tournament_record.streak),
        element("td", { className: "won" }, [row.in_match ? "In game" : ""]),
      ]));
      return element("table", {}, [
        element("caption", {}, [link(page, tournament.name)]),
        element("thead", {}, [head]),
        element("tbody", {}, body),
      ]);
    }
  }

  /**
   * @template {keyof HTMLElementTagNameMap} T
   * @param {T} name
   * @param {Partial<HTMLElementTagNameMap[T]>} properties
   * @param {(Node | string)[]} children Texts, never markup.
   */
  function element(name, properties, children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function link(/** @type {string} */ href, /** @type {string} */ text) {
    const subject = element("bdi", {}, [text]);
    return element("a", { href, target: "_blank", rel: "noopener" }, [subject]);
  }

  function streak(/** @type {number} */ length) {
    const className = `number ${length > 0 ? "won" : length < 0 ? "lost" : ""}`;
    const text = length > 0 ? `W${length}` : length < 0 ? `L${-length}` : "–";
    return element("td", { className }, [text]);
  }

  function between(/** @type {number[]} */ [least = 0, most = 0]) {
    return least + (most - least) * Math.random();
  }

  if (!customElements.get(NAME)) customElements.define(NAME, Standings);
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement) || script.dataset.tournament === undefined) return;
  const table = document.createElement(NAME);
  table.setAttribute("origin", new URL(script.src).origin);
  for (const name of ["tournament", "theme", "rows"]) {
    const value = script.dataset[name];
    if (value !== undefined) table.setAttribute(name, value);
  }
  script.after(table);
})();
