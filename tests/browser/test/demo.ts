// The demo: the service with a simulated upstream, whose ratings move.
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ListEnvelopeStandingRow } from "../generated/client.ts";
import { Service } from "./service.ts";
import { until } from "./wait.ts";

/** Its first poll comes soon after its start. */
const POLL_SECONDS = 60;
/** What it prints comes soon after it serves. */
const LINK_SECONDS = 10;

export class Demo extends Service {
  #hostCookie = "";

  constructor(port: number, settings: Record<string, string> = {}) {
    // Of its own, so that admin commands find this demo.
    super(port, settings, ["demo"], mkdtempSync(path.join(tmpdir(), "demo-")));
  }

  override async stop(): Promise<void> {
    try {
      await super.stop();
    } finally {
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  /** Starts it, and waits until it serves and has polled its upstream: before that, hardly anybody is listed. */
  override async start(): Promise<void> {
    // It is gone when the demo was stopped before.
    mkdirSync(this.folder, { recursive: true });
    chmodSync(this.folder, 0o1777);
    await super.start();
    await until("the service has polled", POLL_SECONDS, async () => {
      const { last_polled_at } = await this.get<ListEnvelopeStandingRow>("/v1/tournaments/current/standings");
      return last_polled_at;
    });
    this.#hostCookie = await this.#signIn();
  }

  /** The cookie of the demo's host. */
  get hostCookie(): string {
    return this.#hostCookie;
  }

  /** Uses the link up that the demo prints at its start. */
  async #signIn(): Promise<string> {
    const link = await until("the demo prints a link", LINK_SECONDS, async () => {
      return /http:\S+\/auth\/sign-in\/[\w-]+/.exec(this.output)?.[0];
    });
    const answer = await fetch(link, { method: "POST", redirect: "manual" });
    const [cookie] = /criticalbit_access=[^;]+/.exec(answer.headers.getSetCookie().join("; ")) ?? [];
    if (cookie === undefined) throw new Error(`the demo's link answered ${answer.status}: ${await answer.text()}`);
    return cookie;
  }
}
