// Libraries that read event streams in a browser, each told to hand on whatever it raises; and the browser's own.
import { fetchEventSource } from "@microsoft/fetch-event-source";
import { EventSourcePolyfill } from "event-source-polyfill";
import { EVENTS, type Heard } from "./heard.ts";

type Source = Pick<EventSource, "addEventListener">;

function hearAll(source: Source, hear: (heard: Heard) => void): void {
  for (const name of EVENTS) {
    source.addEventListener(name, (event) => {
      const { type, lastEventId, data } = event as MessageEvent<string>;
      hear({ event: type, id: lastEventId, data });
    });
  }
}

const clients: Record<string, (url: string, hear: (heard: Heard) => void) => void> = {
  EventSource: (url, hear) => hearAll(new EventSource(url), hear),
  "event-source-polyfill": (url, hear) => hearAll(new EventSourcePolyfill(url) as Source, hear),
  "fetch-event-source": (url, hear) => void fetchEventSource(url, { onmessage: hear, openWhenHidden: true }),
};

declare global {
  interface Window {
    /** Starts the library called `name`. */
    listen(name: string, url: string): void;
    /** Called with each thing that a library raised. */
    hear(name: string, heard: Heard): void;
  }
}

window.listen = (name, url) => {
  const hear = ({ event, id, data }: Heard) => window.hear(name, { event, id, data });
  clients[name]?.(url, hear);
};
