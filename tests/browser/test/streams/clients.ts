// Libraries that read event streams outside of a browser, each told to hand on whatever it raises.
import { createEventSource } from "eventsource-client";
import { EventSource } from "eventsource";
import { EVENTS, type Heard, type Listen } from "./heard.ts";

export const CLIENTS: Record<string, Listen> = {
  eventsource(url: string, hear: (heard: Heard) => void): () => void {
    const source = new EventSource(url);
    for (const name of EVENTS) {
      source.addEventListener(name, ({ type, lastEventId, data }) => hear({ event: type, id: lastEventId, data }));
    }
    return () => source.close();
  },

  "eventsource-client"(url: string, hear: (heard: Heard) => void): () => void {
    const onMessage = ({ event, id, data }: { event?: string | undefined; id?: string | undefined; data: string }) =>
      hear({ event: event ?? "", id: id ?? "", data });
    const source = createEventSource({ url, onMessage });
    return () => source.close();
  },
};
