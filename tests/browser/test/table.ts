// The table as a reader sees it, and as it has to be after the api's answer: two ways to the same lines of text.
import type { Page } from "playwright-core";
import type { StandingRow } from "../generated/client.ts";

const LETTERS = { win: "W", loss: "L" };

/** One line for each row of the page's table, in its order. */
export function shown(page: Page): Promise<string[]> {
  return page.locator("#standings tbody tr").evaluateAll((rows) =>
    rows.map((row) => {
      const cells = [...row.querySelectorAll<HTMLElement>("th, td")];
      return cells.map((cell) => cell.innerText.trim().replace(/\s+/g, " ")).join(" | ");
    }),
  );
}

export function expected(standings: StandingRow[]): string[] {
  return standings.map((row, index) => {
    const { wins, losses, recent_matchups } = row.tournament_record;
    const player = [row.name, row.in_match && "in a match", row.stream_live && "on air"].filter(Boolean).join(" ");
    const form = recent_matchups.map((game) => (game.outcome ? LETTERS[game.outcome] : "?"));
    const ratings = [row.max_rating ?? "–", row.current_rating ?? "–"];
    const team = row.team?.initials ?? "";
    return [index + 1, player, team, `${wins}–${losses}`, form.slice(0, 5).reverse().join(""), ...ratings].join(" | ");
  });
}
