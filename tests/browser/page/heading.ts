// What stands above the table: the tournament, how the connection is, and what went wrong.
import type { TournamentRead } from "../generated/client.ts";
import { find, write } from "./elements.ts";
import type { ConnectionState } from "./nudges.ts";

const LABELS: Record<ConnectionState, string> = { connecting: "connecting", live: "live", away: "reconnecting" };

export function showTournament(tournament: TournamentRead): void {
  document.title = `${tournament.name}: standings`;
  write(find("#name"), tournament.name);
  write(find("#window"), `${date(tournament.start_date)} – ${date(tournament.end_date)}`);
  find("#host-on-air").hidden = !tournament.host_stream_live;
  find("#standings").dataset.rankBy = tournament.rank_by;
}

export function showConnection(state: ConnectionState): void {
  find("#connection").dataset.state = state;
  find("#connection").textContent = LABELS[state];
}

const troubles = new Map<string, string>();

/** Says what could not be read, until it could. */
export function showTrouble(what: string, trouble: Error | null): void {
  if (trouble) troubles.set(what, trouble.message);
  else troubles.delete(what);
  find("#trouble").hidden = troubles.size === 0;
  find("#trouble").textContent = [...new Set(troubles.values())].join("; ");
}

function date(time: string | null): string {
  if (time === null) return "open";
  return new Date(time).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
}
