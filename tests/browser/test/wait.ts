// Waiting for something to come true, never longer than told.

/** Asks every `every` milliseconds until `ask` gives something; says what was awaited if it does not. */
export async function until<T>(
  awaited: string,
  seconds: number,
  ask: () => Promise<T | null | undefined | false>,
  every = 250,
): Promise<T> {
  const deadline = Date.now() + seconds * 1_000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s in vain: ${awaited}`);
    await pause(every);
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
