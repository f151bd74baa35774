// A network between a browser and the service that the test cuts, and that swallows what is sent.
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

export class Proxy {
  #server: Server | null = null;
  #port = 0;
  #isSwallowing = false;
  readonly #sockets = new Set<Socket>();

  constructor(readonly target: number) {}

  get origin(): string {
    return `http://localhost:${this.#port}`;
  }

  /** Lets connections through, at the same port as before. */
  async open(): Promise<void> {
    const server = createServer((near) => this.#join(near));
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("a server without a port");
    this.#port = address.port;
    this.#server = server;
  }

  /** Cuts all connections, and refuses new ones. */
  async close(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = null;
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(server, "close");
  }

  /** Whether nothing that is sent arrives, and nobody is told. */
  swallow(isSwallowing: boolean): void {
    this.#isSwallowing = isSwallowing;
  }

  #join(near: Socket): void {
    const far = connect(this.target, "127.0.0.1");
    for (const [from, to] of [[near, far], [far, near]] as const) {
      this.#sockets.add(from);
      from.on("data", (data) => void (this.#isSwallowing || to.write(data)));
      from.on("error", () => to.destroy());
      from.on("close", () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
  }
}
