// Standings that keep themselves up to date: the stream says what changed, the generated client reads it again.
import { getHeadToHead, getStandings, getTournamentDetail } from "../generated/client.ts";
import { showGames } from "./games.ts";
import { showConnection, showTournament, showTrouble } from "./heading.ts";
import { type Family, listen } from "./nudges.ts";
import { Refetch } from "./refetch.ts";
import { tournament } from "./settings.ts";
import { showStandings } from "./standings.ts";

const GAMES = 6;

function refetch(what: string, read: () => Promise<void>): Refetch {
  return new Refetch(read, (trouble) => showTrouble(what, trouble));
}

const heading = refetch("tournament", async () => showTournament(await getTournamentDetail(tournament)));
const standings = refetch("standings", async () => showStandings((await getStandings(tournament)).items));
const games = refetch("games", async () => showGames((await getHeadToHead(tournament, { limit: GAMES })).items));

/** What is read again after which nudge. */
const concerned: Record<Family, Refetch[]> = {
  standings: [standings],
  live: [standings, heading],
  matches: [games],
};

listen({
  nudged: (family) => concerned[family].forEach((each) => each.nudge()),
  resync: () => [heading, standings, games].forEach((each) => each.nudge()),
  connection: showConnection,
});
