// A website of another origin that shows the standings, with the lines that the documentation tells people to paste.
import { once } from "node:events";
import { createServer, type Server } from "node:http";

export class Host {
  private constructor(
    readonly origin: string,
    private readonly server: Server,
  ) {}

  static async start(service: string, tournament = "demo-cup"): Promise<Host> {
    const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A website</title>
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">
<main><h1>A website</h1>
<script src="${service}/embed.js" data-tournament="${tournament}"></script>
<iframe src="${service}/t/${tournament}/embed?rows=8" title="Standings" width="100%" height="480"></iframe></main></html>`;
    const server = createServer((_, response) => {
      response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(page);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("a server without a port");
    return new Host(`http://127.0.0.1:${address.port}`, server);
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, "close");
  }
}
