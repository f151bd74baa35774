// Requests to live services, with the answers they got: each read, and errors of every status and shape of body.
import type { ListEnvelopeMatchRead, ListEnvelopePlayerRead, ListEnvelopeSeriesRead } from "../../generated/client.ts";
import type { Demo } from "../demo.ts";
import type { Service } from "../service.ts";
import { type Operation, operations, type Schema } from "./document.ts";

export interface Request {
  operation: Operation;
  path: Record<string, string | number>;
  query: Record<string, string | number>;
  body?: unknown;
  status: number;
}

/** A request with its answer; one line of the file that the readers of generated clients get. */
export interface Case {
  number: number;
  operation: string;
  method: string;
  /** The address, with its query. */
  url: string;
  parameters: Record<string, string | number>;
  body: unknown;
  status: number;
  schema: Schema;
  answer: string;
}

const SLUG = "demo-cup";
/** The tournament whose series are played. */
const LEAGUE = "demo-league";
/** A presentation of more than a body may have. */
const TOO_LARGE = "x".repeat(1_100_000);
/** What the query has to say where it may not be left out. */
const REQUIRED: Record<string, string> = { query: "el" };
/** As many requests as are made until there are too many. */
const BURST = 5_000;

/** Asks the demo, and a service `out` that has no database; the last of the demo's answers are 429. */
export async function collect(demo: Demo, out: Service): Promise<Case[]> {
  const all = await operations();
  const known = await names(demo);
  const found: Case[] = [];
  const ask = async (service: Service, request: Request, cookie = "") => {
    found.push({ ...(await answered(service, request, cookie)), number: found.length });
  };
  for (const request of reads(all, known)) await ask(demo, request);
  for (const request of writes(all, known)) await ask(demo, request, demo.hostCookie);
  for (const request of reads(all, known)) {
    if (request.status === 200 && "503" in request.operation.answers) await ask(out, { ...request, status: 503 });
  }
  await ask(demo, await tooMany(demo, all, known), demo.hostCookie);
  return found;
}

type Known = Awaited<ReturnType<typeof names>>;

/** What the paths name. */
async function names(demo: Demo) {
  const matches = await demo.get<ListEnvelopeMatchRead>(`/v1/tournaments/${SLUG}/matches`);
  const players = await demo.get<ListEnvelopePlayerRead>(`/v1/tournaments/${SLUG}/players`);
  const series = await demo.get<ListEnvelopeSeriesRead>(`/v1/tournaments/${LEAGUE}/series`);
  const [match, player, scheduled] = [matches.items[0], players.items[0], series.items[0]];
  if (!match || !player || !scheduled?.stage_id) throw new Error("the demo has no matches, players or series");
  const path = { tournament_slug: SLUG, match_id: match.match_id, tournament_player_id: player.tournament_player_id };
  const ofLeague = { tournament_slug: LEAGUE, stage_id: scheduled.stage_id, series_id: scheduled.series_id };
  return { path, ofLeague, takenName: player.name };
}

function pathOf(operation: Operation, known: Known): Record<string, string | number> {
  const isOfLeague = /\{(stage|series)_id\}/.test(operation.path);
  const path = isOfLeague ? known.ofLeague : known.path;
  return Object.fromEntries(Object.entries(path).filter(([name]) => operation.path.includes(`{${name}}`)));
}

/** Every read of JSON with success; errors about the path, the query and who asks. */
function* reads(all: Operation[], known: Known): Generator<Request> {
  for (const operation of all.filter(({ method }) => method === "GET")) {
    const needed = Object.entries(REQUIRED).filter(([name]) => operation.query.includes(name));
    const request = { operation, path: pathOf(operation, known), query: Object.fromEntries(needed) };
    if ("401" in operation.answers) {
      yield { ...request, status: 401 };
      continue;
    }
    // Of a stream, only the events are JSON.
    if (!operation.answers[200]) continue;
    yield { ...request, status: 200 };
    if ("tournament_slug" in request.path && "404" in operation.answers) {
      yield { ...request, path: { ...request.path, tournament_slug: "nowhere" }, status: 404 };
    }
    if (operation.query.includes("limit")) yield { ...request, query: { limit: 0 }, status: 422 };
  }
}

/** Writes that change nothing: refused for what they bring. */
function* writes(all: Operation[], known: Known): Generator<Request> {
  const players = find(all, "POST", "/v1/tournaments/{tournament_slug}/players");
  const request = { operation: players, path: { tournament_slug: SLUG }, query: {} };
  yield { ...request, body: { name: known.takenName }, status: 409 };
  yield { ...request, body: { name: "" }, status: 422 };
  yield { ...request, body: { name: "A new one", presentation: { note: TOO_LARGE } }, status: 413 };
  const tournaments = find(all, "POST", "/v1/tournaments");
  const taken = { slug: SLUG, name: "The Demo Cup", leaderboard_id: 3 };
  yield { operation: tournaments, path: {}, query: {}, body: taken, status: 409 };
  yield { operation: tournaments, path: {}, query: {}, body: { ...taken, slug: "other", leaderboard_id: 0 }, status: 422 };
}

function find(all: Operation[], method: string, path: string): Operation {
  const found = all.find((one) => one.method === method && one.path === path);
  if (!found) throw new Error(`the document has no ${method} ${path}`);
  return found;
}

async function tooMany(demo: Demo, all: Operation[], known: Known): Promise<Request> {
  const operation = find(all, "GET", "/v1/tournaments/{tournament_slug}/owners");
  const request = { operation, path: pathOf(operation, known), query: {}, status: 429 };
  for (let count = 0; count < BURST; count += 1) {
    const answer = await send(demo, request, demo.hostCookie);
    await answer.arrayBuffer();
    if (answer.status === 429) return request;
  }
  throw new Error(`${BURST} requests, and none was one too many`);
}

function url({ operation, path, query }: Request): string {
  const filled = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(path[name])));
  const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  return search.size > 0 ? `${filled}?${search}` : filled;
}

function send(service: Service, request: Request, cookie: string): Promise<Response> {
  const { method } = request.operation;
  const headers: Record<string, string> = cookie ? { cookie } : {};
  if (request.body === undefined) return fetch(service.origin + url(request), { method, headers });
  const body = JSON.stringify(request.body);
  return fetch(service.origin + url(request), { method, headers: { ...headers, "content-type": "application/json" }, body });
}

async function answered(service: Service, request: Request, cookie: string): Promise<Omit<Case, "number">> {
  const { operation, path, query, body, status } = request;
  const answer = await send(service, request, cookie);
  const text = await answer.text();
  const asked = `${operation.method} ${url(request)}`;
  if (answer.status !== status) throw new Error(`${asked} answered ${answer.status}, not ${status}: ${text}`);
  const schema = operation.answers[status];
  if (!schema) throw new Error(`${asked}: the document says nothing of a body with ${status}`);
  const { id, method } = operation;
  const parameters = { ...path, ...query };
  return { operation: id, method, url: url(request), parameters, body: body ?? null, status, schema, answer: text };
}
