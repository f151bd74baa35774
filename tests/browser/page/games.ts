// The latest games of entrants against each other.
import type { HeadToHeadMatch, HeadToHeadPlayer } from "../generated/client.ts";
import { copyOf, find } from "./elements.ts";

export function showGames(games: HeadToHeadMatch[]): void {
  find("#games").replaceChildren(...games.map(line));
}

function line(game: HeadToHeadMatch): HTMLElement {
  const item = copyOf("#game");
  const won = game.entrants.filter((entrant) => entrant.outcome === "win");
  const lost = game.entrants.filter((entrant) => entrant.outcome !== "win");
  find("[data-cell=won]", item).textContent = names(won);
  find("[data-cell=lost]", item).textContent = names(lost);
  find("[data-cell=map]", item).textContent = game.map_name;
  return item;
}

function names(entrants: HeadToHeadPlayer[]): string {
  return entrants.map(({ name, civilization_name }) => `${name} (${civilization_name ?? "?"})`).join(", ");
}
