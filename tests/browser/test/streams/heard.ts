// What clients of the event stream have in common.

/** Something that a library raised. */
export interface Heard {
  event: string;
  id: string;
  data: string;
}

/** Listens at an address until told to stop. */
export type Listen = (url: string, hear: (heard: Heard) => void) => () => void;

/** The events of the stream, and what a message without a name would be. */
export const EVENTS = ["standings", "live", "matches", "series", "resync", "message"];
