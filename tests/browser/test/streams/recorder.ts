// A proxy between clients and the service: notes what each client asked and was sent, and cuts connections.
import { once } from "node:events";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";

/** One stream as it went over the wire. */
export interface Connection {
  /** Where the client said it left off, by header or query. */
  resumedFrom: string | null;
  /** Everything it was sent. */
  text: string;
}

/** A frame with data: what a client has to hear. */
export interface Frame {
  id: string;
  event: string;
  data: string;
}

export class Recorder {
  readonly origin: string;
  #connections = new Map<string, Connection[]>();
  #open = new Set<ServerResponse>();

  private constructor(
    port: number,
    private readonly server: Server,
    private readonly target: string,
  ) {
    this.origin = `http://localhost:${port}`;
    server.on("request", (asked, answer) => this.#forward(asked, answer));
  }

  /** A proxy to the service at `target`. */
  static async to(target: string): Promise<Recorder> {
    const server = createServer().listen(0);
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("a server without a port");
    return new Recorder(address.port, server, target);
  }

  /** The address of the stream for the client called `name`. */
  stream(name: string): string {
    return `${this.origin}/v1/stream?client=${name}`;
  }

  /** The streams that the client called `name` had, in their order. */
  connections(name: string): Connection[] {
    return this.#connections.get(name) ?? [];
  }

  /** The frames with data that it was sent. */
  frames(name: string): Frame[] {
    return this.connections(name).flatMap(({ text }) => framesIn(text));
  }

  /** Cuts every open stream. */
  cut(): void {
    for (const answer of this.#open) answer.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, "close");
  }

  #forward(asked: IncomingMessage, answer: ServerResponse): void {
    const { method, headers } = asked;
    const url = new URL(asked.url ?? "/", this.target);
    const name = url.searchParams.get("client");
    const upstream = request(url, { method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      answer.flushHeaders();
      response.pipe(answer);
      if (method !== "GET" || name === null) return;
      const inQuery = url.searchParams.get("lastEventId") ?? url.searchParams.get("last_event_id");
      const resumedFrom = asked.headers["last-event-id"] ?? inQuery;
      const connection: Connection = { resumedFrom: resumedFrom?.toString() ?? null, text: "" };
      this.#connections.set(name, [...this.connections(name), connection]);
      this.#open.add(answer);
      response.setEncoding("utf8").on("data", (text) => (connection.text += text));
    });
    answer.on("close", () => {
      this.#open.delete(answer);
      upstream.destroy();
    });
    upstream.on("error", () => answer.destroy());
    asked.pipe(upstream);
  }
}

/** Someone who listens: the frames with data so far, and how to end it. */
export interface Listener {
  frames(): Frame[];
  end(): Promise<void>;
}

/** Listens at `url` until told to end. */
export function listenTo(url: string): Listener {
  const stop = new AbortController();
  let text = "";
  const listening = (async () => {
    const answer = await fetch(url, { signal: stop.signal });
    for await (const part of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) text += part;
  })();
  return {
    frames: () => framesIn(text),
    async end() {
      stop.abort();
      await listening.catch(() => undefined);
    },
  };
}

/** The complete frames with data in `text`, by the letter of the HTML standard. */
function framesIn(text: string): Frame[] {
  const blocks = text.slice(0, text.lastIndexOf("\n\n") + 1).split("\n\n");
  return blocks.flatMap((block) => {
    const field = (name: string) =>
      block.split("\n").find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? "";
    return field("data") === "" ? [] : { id: field("id"), event: field("event"), data: field("data") };
  });
}
