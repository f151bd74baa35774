// Where the built page comes from: another origin than the api's, so that the browser minds who may read what.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";

const FOLDER = "build/page";
const TYPES: Record<string, string> = {
  "index.html": "text/html; charset=utf-8",
  "main.js": "text/javascript; charset=utf-8",
  "style.css": "text/css; charset=utf-8",
};
/** In development, pages from these ports of `localhost` are the api's own party; all others are third parties. */
const OWN = { first: 5100, last: 5199 };

export class Pages {
  private constructor(
    readonly origin: string,
    private readonly server: Server,
  ) {}

  static async ofOwnParty(): Promise<Pages> {
    for (let port = OWN.first; port <= OWN.last; port += 1) {
      const pages = await Pages.#at("localhost", port).catch(() => null);
      if (pages) return pages;
    }
    throw new Error(`no free port from ${OWN.first} to ${OWN.last}`);
  }

  static ofThirdParty(): Promise<Pages> {
    return Pages.#at("127.0.0.1", 0);
  }

  static async #at(host: string, port: number): Promise<Pages> {
    const server = createServer((request, response) => {
      const file = new URL(request.url ?? "/", "http://localhost").pathname.slice(1) || "index.html";
      const type = TYPES[file];
      if (type === undefined) return void response.writeHead(404).end();
      readFile(`${FOLDER}/${file}`).then(
        (bytes) => response.writeHead(200, { "Content-Type": type }).end(bytes),
        () => response.writeHead(500).end(),
      );
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("a server without a port");
    return new Pages(`http://${host}:${address.port}`, server);
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, "close");
  }
}
