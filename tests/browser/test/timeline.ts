// What a page asks for and hears, in its order, as the browser's network sees it: whatever the page's code makes of it.
import type { Page } from "playwright-core";

/** What a page shows, by the end of its path below the tournament's, and the frames that say it changed. */
const CHANGES_WITH: Record<string, string[]> = {
  "": ["live", "resync"],
  "/standings": ["standings", "live", "resync"],
  "/head-to-head": ["matches", "resync"],
};
/** How long a page may take to ask after a frame: ten times what it waits for further ones. */
const ANSWER_SECONDS = 1;

/** Something that happened to the page. */
type Moment = { at: number } & (
  | { what: "read"; path: string }
  /** A read got its answer. */
  | { what: "answered"; path: string }
  /** A read failed, and may be tried again. */
  | { what: "failed"; path: string }
  | { what: "opened" }
  | { what: "frame"; event: string }
);

export class Timeline {
  /** The origins that were asked for anything. */
  readonly origins = new Set<string>();
  /** How often a document was loaded. */
  loads = 0;
  /** The last frame's id. */
  lastEventId = 0;
  #moments: Moment[] = [];

  private constructor(private readonly root: string) {}

  /** Follows `page` from now on; `root` is the address of the tournament it shows. */
  static async of(page: Page, root: string): Promise<Timeline> {
    const timeline = new Timeline(root);
    const reads = new Map<string, string>();
    const network = await page.context().newCDPSession(page);
    const note = (moment: Moment) => timeline.#moments.push(moment);
    network.on("Network.requestWillBeSent", ({ timestamp: at, type, request, requestId }) => {
      const url = new URL(request.url);
      if (url.protocol === "data:") return;
      timeline.origins.add(url.origin);
      if (type === "Document") timeline.loads += 1;
      if (type !== "Fetch") return;
      reads.set(requestId, url.origin + url.pathname);
      note({ at, what: "read", path: url.origin + url.pathname });
    });
    network.on("Network.loadingFinished", ({ timestamp: at, requestId }) => {
      const path = reads.get(requestId);
      if (path !== undefined) note({ at, what: "answered", path });
    });
    network.on("Network.loadingFailed", ({ timestamp: at, requestId }) => {
      const path = reads.get(requestId);
      if (path !== undefined) note({ at, what: "failed", path });
    });
    network.on("Network.responseReceived", ({ timestamp: at, type, response }) => {
      if (type === "EventSource" && response.status === 200) note({ at, what: "opened" });
    });
    network.on("Network.eventSourceMessageReceived", ({ timestamp: at, eventName: event, eventId }) => {
      timeline.lastEventId = Number(eventId);
      note({ at, what: "frame", event });
    });
    await network.send("Network.enable");
    return timeline;
  }

  /** How often each event was heard. */
  get heard(): Record<string, number> {
    return count(this.#moments.flatMap((moment) => (moment.what === "frame" ? moment.event : [])));
  }

  /** How often each path below the tournament's was read. */
  get reads(): Record<string, number> {
    const pathOf = (moment: Moment) => (moment.what === "read" ? moment.path.slice(this.root.length) : []);
    return count(this.#moments.flatMap(pathOf));
  }

  /** Reads that nothing asked for since the same was read before, and reads of what the page does not show. */
  unprompted(): string[] {
    const found: string[] = [];
    const asked = new Set<string>();
    for (const [moment, concerned] of this.#inOrder()) {
      for (const path of concerned) asked.add(path);
      if (moment.what === "failed") asked.add(moment.path);
      if (moment.what === "read" && !asked.delete(moment.path)) found.push(moment.path);
    }
    return found;
  }

  /** Paths that changed and were not read again in time. While one is being read, its next read waits for the answer. */
  unanswered(): string[] {
    const found: string[] = [];
    const changed = new Map<string, number>();
    const reading = new Set<string>();
    for (const [moment, concerned] of this.#inOrder()) {
      for (const [path, since] of changed) {
        if (reading.has(path) || moment.at - since <= ANSWER_SECONDS) continue;
        found.push(`${path}, not within ${(moment.at - since).toFixed(1)} s`);
        changed.delete(path);
      }
      if (moment.what === "read") {
        changed.delete(moment.path);
        reading.add(moment.path);
      } else if (moment.what === "answered" || moment.what === "failed") {
        reading.delete(moment.path);
        if (changed.has(moment.path)) changed.set(moment.path, moment.at);
      }
      for (const path of concerned) if (!changed.has(path)) changed.set(path, moment.at);
    }
    return found;
  }

  /** Each moment, with the paths that it tells the page to read: all of them, when its first stream opens. */
  #inOrder(): [Moment, string[]][] {
    const moments = this.#moments.toSorted((a, b) => a.at - b.at);
    const first = moments.find(({ what }) => what === "opened");
    return moments.map((moment) => {
      const tells = (events: string[]) =>
        moment === first || (moment.what === "frame" && events.includes(moment.event));
      const concerned = Object.entries(CHANGES_WITH).filter(([, events]) => tells(events));
      return [moment, concerned.map(([end]) => this.root + end)];
    });
  }
}

function count(names: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names.toSorted()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
