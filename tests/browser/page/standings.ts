// The table: a row for each entry, in the order of the answer. Rows are kept and written anew, so that changes show.
import type { Outcome, StandingRow } from "../generated/client.ts";
import { copyOf, find, write } from "./elements.ts";

/** How many of an entry's newest games are shown. */
const FORM = 5;

const rows = new Map<number, HTMLElement>();

export function showStandings(standings: StandingRow[]): void {
  const inOrder = standings.map((entry, index) => {
    const row = rows.get(entry.tournament_player_id) ?? copyOf("#entry");
    rows.set(entry.tournament_player_id, row);
    write(find("[data-cell=place]", row), String(index + 1), -1);
    fill(row, entry);
    return row;
  });
  const listed = new Set(standings.map((entry) => entry.tournament_player_id));
  for (const id of rows.keys()) if (!listed.has(id)) rows.delete(id);
  find("#standings tbody").replaceChildren(...inOrder);
}

function fill(row: HTMLElement, entry: StandingRow): void {
  const { wins, losses, recent_matchups } = entry.tournament_record;
  const cell = (name: string) => find(`[data-cell=${name}]`, row);
  write(cell("name"), entry.name);
  write(cell("team"), entry.team?.initials ?? "");
  cell("team").title = entry.team?.name ?? "";
  write(cell("record"), `${wins}–${losses}`);
  write(cell("peak"), rating(entry.max_rating));
  write(cell("now"), rating(entry.current_rating));
  cell("in-match").hidden = !entry.in_match;
  cell("on-air").hidden = !entry.stream_live;
  cell("on-air").title = entry.stream_title ?? "";
  showForm(cell("form"), recent_matchups.map((game) => game.outcome).slice(0, FORM));
}

function rating(value: number | null): string {
  return value === null ? "–" : String(value);
}

/** A mark for each game, the newest last. */
function showForm(cell: HTMLElement, newestFirst: (Outcome | null)[]): void {
  const marks = newestFirst.toReversed().map((outcome) => {
    const mark = document.createElement("i");
    mark.className = outcome ?? "unknown";
    mark.textContent = outcome === null ? "?" : outcome === "win" ? "W" : "L";
    return mark;
  });
  cell.replaceChildren(...marks);
}
