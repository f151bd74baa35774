// The service itself, in a process of its own: the demo, whose ratings move, on a port of the test's choosing.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { access } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ListEnvelopeStandingRow } from "../generated/client.ts";
import { until } from "./wait.ts";

const BINARY = path.resolve(process.env.AOE2_STANDINGS_BIN ?? "../target/debug/aoe2-standings");
/** The demo sets up a database before it serves. */
const START_SECONDS = 60;
const STOP_SECONDS = 20;
/** How much of what it said is shown when it fails. */
const SHOWN_LINES = 30;

export class Demo {
  readonly origin: string;
  #process: ChildProcess | null = null;
  #said: string[] = [];

  constructor(readonly port: number) {
    this.origin = `http://localhost:${port}`;
    process.once("exit", () => this.#process?.kill());
  }

  /** Starts it, and waits until it serves and has polled its upstream: before that, hardly anybody is listed. */
  async start(): Promise<void> {
    await access(BINARY);
    // Neither settings nor a file `.env` of whoever runs the test reach it, and it writes nothing where it runs.
    const { PATH, HOME, LANG } = process.env;
    const child = spawn(BINARY, ["demo"], {
      cwd: tmpdir(),
      env: { PATH, HOME, LANG, PORT: String(this.port), LOG_LEVEL: "WARN" },
      stdio: ["ignore", "pipe", "pipe"],
      // Ctrl-C is for the test, which ends this in order; a second signal would end it at once.
      detached: true,
    });
    this.#process = child;
    this.#said = [];
    for (const output of [child.stdout, child.stderr]) output.on("data", (data) => this.#said.push(String(data)));
    await until("the service is ready", START_SECONDS, () => {
      if (hasEnded(child)) throw new Error(`the service ended at its start: ${this.#lastWords()}`);
      return fetch(`${this.origin}/health/ready`).then((answer) => answer.ok, () => false);
    });
    await until("the service has polled", START_SECONDS, async () => {
      const { last_polled_at } = await this.get<ListEnvelopeStandingRow>("/v1/tournaments/current/standings");
      return last_polled_at;
    });
  }

  /** Ends it in order; what does not end is killed, and that is an error. */
  async stop(): Promise<void> {
    const child = this.#process;
    if (!child) return;
    this.#process = null;
    const late = setTimeout(() => child.kill("SIGKILL"), STOP_SECONDS * 1_000);
    child.kill("SIGTERM");
    if (!hasEnded(child)) await once(child, "exit");
    clearTimeout(late);
    if (child.exitCode !== 0) throw new Error(`the service did not end in order: ${this.#lastWords()}`);
  }

  /** What the api answers now, to somebody without a cookie. */
  async get<T>(path: string): Promise<T> {
    const answer = await fetch(new URL(path, this.origin));
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return (await answer.json()) as T;
  }

  #lastWords(): string {
    return this.#said.join("").split("\n").slice(-SHOWN_LINES).join("\n");
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** A port that nobody listens at. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("a server without a port");
  return address.port;
}
