// Answers again what live services answered, to clients that ask the same. Each case has a base address of its own, so
// that one request can be answered with success and with any error.
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { isDeepStrictEqual } from "node:util";
import type { Case } from "./cases.ts";

export class Replay {
  private constructor(
    readonly origin: string,
    private readonly server: Server,
  ) {}

  /** The base address of case n is `${origin}/n`. Another request than the case's is answered 500, with the difference. */
  static async of(cases: Case[]): Promise<Replay> {
    const server = createServer(async (request, response) => {
      const [, number = "", rest = ""] = /^\/(\d+)(\/.*)$/.exec(request.url ?? "") ?? [];
      const asked = cases[Number(number)];
      const difference = asked ? await compare(asked, request, rest) : `there is no case ${number}`;
      const [status, body] = asked && difference === null ? [asked.status, asked.answer] : [500, JSON.stringify(difference)];
      response.writeHead(status, { "Content-Type": "application/json" }).end(body);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("a server without a port");
    return new Replay(`http://127.0.0.1:${address.port}`, server);
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, "close");
  }
}

async function compare(asked: Case, request: IncomingMessage, url: string): Promise<string | null> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  if (request.method !== asked.method || !isSame(url, asked.url)) {
    return `${request.method} ${url}, not ${asked.method} ${asked.url}`;
  }
  return isSameBody(text, asked.body) ? null : `the body is ${text.slice(0, 300)}`;
}

/** Whether it is the address that was asked live, with its query. Some clients add the defaults. */
function isSame(url: string, asked: string): boolean {
  const [given, wanted] = [new URL(url, "http://localhost"), new URL(asked, "http://localhost")];
  const hasQuery = [...wanted.searchParams].every(([name, value]) => given.searchParams.get(name) === value);
  return hasQuery && decodeURIComponent(given.pathname) === decodeURIComponent(wanted.pathname);
}

/** Whether it brings what was brought live. Some clients add the defaults. */
function isSameBody(text: string, asked: unknown): boolean {
  if (text === "" || asked === null) return text === "" && asked === null;
  const given = JSON.parse(text) as Record<string, unknown>;
  return Object.entries(asked as object).every(([name, value]) => isDeepStrictEqual(given[name], value));
}
