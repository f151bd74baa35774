/**
 * What just happened, newest first: wins that are new in the page, higher peaks, and another leader. A win leaves when it
 * does not count any more.
 */

const SHOWN = 3;
/** More than that are not remembered. */
const REMEMBERED = 100;

export class Ticker {
  #list;
  #rows;
  #known;

  /** @param {HTMLElement} root @param {number | undefined} rows */
  constructor(root, rows) {
    this.#list = root.querySelector("ol") ?? root.appendChild(document.createElement("ol"));
    this.#rows = rows ?? SHOWN;
    this.#known = facts(root);
    this.#cut();
  }

  show(/** @type {HTMLElement} */ next) {
    const [before, after] = [this.#known, facts(next)];
    if (after.stream !== before.stream) {
      // It is another tournament, of which nothing is news.
      this.#known = after;
      this.#list.replaceChildren(...after.wins.map(({ item }) => item));
      this.#cut();
      return;
    }
    // Where a win does not count any more, older ones move up, which are not news.
    const oldest = before.wins.length < before.most ? 0 : before.wins.at(-1)?.at ?? 0;
    const news = after.wins.filter(({ key, at }) => !before.keys.has(key) && at > oldest).map(({ item }) => item);
    for (const [entry, { name, peak }] of after.entries) {
      const former = before.entries.get(entry)?.peak;
      if (former !== undefined && peak !== undefined && peak > former) news.unshift(line("peak", name, `: new peak ${peak}`));
    }
    const leader = after.entries.get(after.leader);
    if (leader && before.leader !== "" && after.leader !== before.leader) {
      news.unshift(line("leader", leader.name, " takes the lead"));
    }
    const removed = this.#remove(after);
    const keys = [...after.keys, ...before.keys].filter((key) => !removed.has(key));
    this.#known = { ...after, keys: new Set(keys.slice(0, REMEMBERED)) };
    this.#list.prepend(...news);
    this.#cut();
    for (const item of news) item.classList.add("new");
  }

  /** Removes wins that the page has no more although it has room for them or older ones; returns their keys. */
  #remove(/** @type {Facts} */ { keys, wins: left, most }) {
    const oldest = left.length < most ? -Infinity : left.at(-1)?.at ?? Infinity;
    const removed = wins(this.#list).filter(({ key, at }) => !keys.has(key) && at > oldest);
    for (const { item } of removed) item.remove();
    return new Set(removed.map(({ key }) => key));
  }

  #cut() {
    while (this.#list.children.length > this.#rows) this.#list.lastElementChild?.remove();
  }
}

/** @typedef {ReturnType<typeof facts>} Facts */

/** What a page says. */
function facts(/** @type {HTMLElement} */ page) {
  const known = /** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll("li[data-entry]"));
  const all = wins(page);
  const entries = new Map([...known].map(({ dataset, textContent }) => {
    const peak = dataset.peak === undefined ? undefined : Number(dataset.peak);
    return [dataset.entry ?? "", { name: textContent, peak }];
  }));
  const keys = new Set(all.map(({ key }) => key));
  // How many wins a page has, if there are as many.
  const most = Number(page.querySelector("ol")?.dataset.most);
  return { stream: page.dataset.stream, wins: all, most, keys, entries, leader: known[0]?.dataset.entry ?? "" };
}

/** The wins in an element, in its order. The key of one ends with its time. */
function wins(/** @type {HTMLElement} */ parent) {
  const items = /** @type {NodeListOf<HTMLElement>} */ (parent.querySelectorAll("li[data-key]"));
  return [...items].map((item) => {
    const key = item.dataset.key ?? "";
    return { key, at: Date.parse(key.replace(/^win-\d+-/, "")), item };
  });
}

/** @param {string} kind @param {string} name @param {string} says */
function line(kind, name, says) {
  const [item, subject] = [document.createElement("li"), document.createElement("bdi")];
  subject.textContent = name;
  item.className = kind;
  item.append(subject, says);
  return item;
}
