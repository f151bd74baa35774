// The event stream: messages that something changed, without what. Whoever gets one reads again.
import { getStreamUrl } from "../generated/client.ts";
import { apiOrigin, sendsCookie, tournament } from "./settings.ts";

/** Which answers changed, of those that this page shows; pages of stages and series listen for `series` as well. */
export type Family = "standings" | "live" | "matches";

/** How the connection is. */
export type ConnectionState = "connecting" | "live" | "away";

export interface Listener {
  /** Answers of this family changed. */
  nudged(family: Family): void;
  /** Anything may have changed: read everything. */
  resync(): void;
  /** The connection came or went. */
  connection(state: ConnectionState): void;
}

const FAMILIES: Family[] = ["standings", "live", "matches"];

export function listen(listener: Listener): void {
  let lastEventId = "";

  const open = () => {
    const place = lastEventId === "" ? {} : { last_event_id: lastEventId };
    const source = new EventSource(new URL(getStreamUrl({ tournament, ...place }), apiOrigin), {
      withCredentials: sendsCookie,
    });
    const on = (event: string, then: () => void) => {
      source.addEventListener(event, (frame: MessageEvent) => {
        lastEventId = frame.lastEventId;
        then();
      });
    };
    for (const family of FAMILIES) on(family, () => listener.nudged(family));
    on("resync", () => listener.resync());

    let resumes = lastEventId !== "";
    source.addEventListener("open", () => {
      listener.connection("live");
      // Reading begins only now: whatever changes from here on is told.
      if (!resumes) listener.resync();
      // When the connection is lost, the browser comes back and names the last id; the api tells what was missed.
      resumes = true;
    });
    source.addEventListener("error", () => {
      listener.connection("away");
      if (source.readyState !== EventSource.CLOSED) return;
      // The answer was no stream, and the browser gives up on that. Here it is tried again, with a read meanwhile.
      listener.resync();
      setTimeout(open, 5_000 + Math.random() * 5_000);
    });
  };

  listener.connection("connecting");
  open();
}
