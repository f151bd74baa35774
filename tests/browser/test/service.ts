// The service in a process of its own, on a port of the test's choosing.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { access } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { until } from "./wait.ts";

const BINARY = path.resolve(process.env.AOE2_STANDINGS_BIN ?? "../../target/debug/aoe2-standings");
const START_SECONDS = 60;
const STOP_SECONDS = 20;
/** How much of its output is shown when it fails. */
const SHOWN_LINES = 30;

export class Service {
  readonly origin: string;
  #process: ChildProcess | null = null;
  #output: string[] = [];

  constructor(
    readonly port: number,
    readonly settings: Record<string, string> = {},
    readonly args: string[] = [],
    /** Where it runs. */
    readonly folder: string = tmpdir(),
  ) {
    this.origin = `http://localhost:${port}`;
    process.once("exit", () => this.#process?.kill());
  }

  /** Starts it, and waits until `route` answers with a status that is `wanted`. */
  async start(route = "/health/ready", wanted = 200): Promise<void> {
    await access(BINARY);
    // Neither settings nor a file `.env` of whoever runs the test reach it, and it writes nothing where it runs.
    const child = spawn(BINARY, this.args, {
      cwd: this.folder,
      env: this.#environment,
      stdio: ["ignore", "pipe", "pipe"],
      // Ctrl-C is for the test, which ends this in order; a second signal would end it at once.
      detached: true,
    });
    this.#process = child;
    this.#output = [];
    for (const output of [child.stdout, child.stderr]) output.on("data", (data) => this.#output.push(String(data)));
    await until(`${route} answers ${wanted}`, START_SECONDS, () => {
      if (hasEnded(child)) throw new Error(`the service ended at its start: ${this.#lastLines()}`);
      return fetch(`${this.origin}${route}`).then((answer) => answer.status === wanted, () => false);
    });
  }

  /** What an admin command prints that is run where this runs. */
  async command(...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(BINARY, args, { cwd: this.folder, env: this.#environment });
    return stdout;
  }

  get #environment() {
    const { PATH, HOME, LANG } = process.env;
    return { PATH, HOME, LANG, PORT: String(this.port), LOG_LEVEL: "WARN", ...this.settings };
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
    if (child.exitCode !== 0) throw new Error(`the service did not end in order: ${this.#lastLines()}`);
  }

  /** What the api answers now, to somebody without a cookie. */
  async get<T>(path: string): Promise<T> {
    const answer = await fetch(new URL(path, this.origin));
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return (await answer.json()) as T;
  }

  /** The process that runs. */
  get pid(): number {
    const pid = this.#process?.pid;
    if (pid === undefined) throw new Error("the service does not run");
    return pid;
  }

  /** All it has printed since it started. */
  get output(): string {
    return this.#output.join("");
  }

  #lastLines(): string {
    return this.output.split("\n").slice(-SHOWN_LINES).join("\n");
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
