/** What just happened, newest first: wins that are new in the page, higher peaks, and another leader. */

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
    const news = after.wins.filter(({ key }) => !before.keys.has(key)).map(({ item }) => item);
    for (const [entry, { name, peak }] of after.entries) {
      const former = before.entries.get(entry)?.peak;
      if (former !== undefined && peak !== undefined && peak > former) news.unshift(line("peak", name, `: new peak ${peak}`));
    }
    const leader = after.entries.get(after.leader);
    if (leader && before.leader !== "" && after.leader !== before.leader) {
      news.unshift(line("leader", leader.name, " takes the lead"));
    }
    this.#known = { ...after, keys: new Set([...after.keys, ...before.keys].slice(0, REMEMBERED)) };
    this.#list.prepend(...news);
    this.#cut();
    for (const item of news) item.classList.add("new");
  }

  #cut() {
    while (this.#list.children.length > this.#rows) this.#list.lastElementChild?.remove();
  }
}

/** What a page says. */
function facts(/** @type {HTMLElement} */ page) {
  const items = /** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll("li[data-key]"));
  const known = /** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll("li[data-entry]"));
  const wins = [...items].map((item) => ({ key: item.dataset.key ?? "", item }));
  const entries = new Map([...known].map(({ dataset, textContent }) => {
    const peak = dataset.peak === undefined ? undefined : Number(dataset.peak);
    return [dataset.entry ?? "", { name: textContent, peak }];
  }));
  return { wins, keys: new Set(wins.map(({ key }) => key)), entries, leader: known[0]?.dataset.entry ?? "" };
}

/** @param {string} kind @param {string} name @param {string} says */
function line(kind, name, says) {
  const [item, subject] = [document.createElement("li"), document.createElement("bdi")];
  subject.textContent = name;
  item.className = kind;
  item.append(subject, says);
  return item;
}
