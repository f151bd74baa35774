// Reads again when nudged: one read at a time, and one more if a nudge came meanwhile.
import { Refusal } from "./api.ts";

/** A game that ends changes several answers at once; so long they are waited for. */
const GATHER_MS = 100;

export class Refetch {
  #nudged = false;
  #reading = false;

  /** `read` reads and shows; `tell` hears why it failed, or null once it went well. */
  constructor(
    private readonly read: () => Promise<void>,
    private readonly tell: (trouble: Error | null) => void,
  ) {}

  nudge(): void {
    this.#nudged = true;
    if (!this.#reading) void this.#run();
  }

  async #run(): Promise<void> {
    this.#reading = true;
    while (this.#nudged) {
      await pause(GATHER_MS);
      this.#nudged = false;
      try {
        await this.read();
        this.tell(null);
      } catch (error) {
        this.tell(error instanceof Error ? error : new Error(String(error)));
        if (error instanceof Refusal && !error.mayPass) continue;
        await pause(2_000 + Math.random() * 3_000);
        this.#nudged = true;
      }
    }
    this.#reading = false;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
