// How the generated client reaches the api: every read goes through here.
import { apiOrigin, sendsCookie } from "./settings.ts";

/** One read at a time is under way, so none may take forever. */
const PATIENCE_MS = 20_000;

/** An answer that is no success, with what it says for people. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    detail: string,
  ) {
    super(detail);
  }

  /** Whether the same request may succeed a little later. */
  get mayPass(): boolean {
    return this.status >= 500 || this.status === 429;
  }
}

export async function api<T>(path: string, request: RequestInit = {}): Promise<T> {
  const answer = await fetch(new URL(path, apiOrigin), {
    ...request,
    credentials: sendsCookie ? "include" : "omit",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!answer.ok) throw new Refusal(answer.status, await detailOf(answer));
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

async function detailOf(answer: Response): Promise<string> {
  const body: unknown = await answer.json().catch(() => null);
  const detail = typeof body === "object" && body !== null && "detail" in body ? body.detail : null;
  return typeof detail === "string" ? detail : `The service answered ${answer.status}`;
}
