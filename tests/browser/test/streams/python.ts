// Libraries that read event streams in Python, each in a process of `python/listen.py`.
import { createInterface } from "node:readline";
import { prepare, start } from "../python.ts";
import type { Heard, Listen } from "./heard.ts";

const LIBRARIES = ["httpx-sse", "sseclient-py"];

/** None on a machine without Python. */
export async function pythonClients(): Promise<Record<string, Listen>> {
  const missing = await prepare();
  if (missing === null) return Object.fromEntries(LIBRARIES.map((library) => [library, listenWith(library)]));
  console.error(`NOT TESTED: ${LIBRARIES.join(", ")}, for python3 makes no venv: ${missing}`);
  return {};
}

function listenWith(library: string): Listen {
  return (url, hear) => {
    const listener = start("python", "python/listen.py", library, url);
    if (listener.stdout) createInterface(listener.stdout).on("line", (line) => hear(JSON.parse(line) as Heard));
    return () => listener.kill();
  };
}
