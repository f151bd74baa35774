// The demo: the service with a simulated upstream, whose ratings move.
import type { ListEnvelopeStandingRow } from "../generated/client.ts";
import { Service } from "./service.ts";
import { until } from "./wait.ts";

/** Its first poll comes soon after its start. */
const POLL_SECONDS = 60;

export class Demo extends Service {
  constructor(port: number) {
    super(port, {}, ["demo"]);
  }

  /** Starts it, and waits until it serves and has polled its upstream: before that, hardly anybody is listed. */
  override async start(): Promise<void> {
    await super.start();
    await until("the service has polled", POLL_SECONDS, async () => {
      const { last_polled_at } = await this.get<ListEnvelopeStandingRow>("/v1/tournaments/current/standings");
      return last_polled_at;
    });
  }

  /** The cookie of the demo's host, which it prints at its start. */
  get hostCookie(): string {
    const [cookie] = /criticalbit_access=\S+/.exec(this.output) ?? [];
    if (cookie === undefined) throw new Error(`the demo printed no cookie: ${this.output}`);
    return cookie;
  }
}
