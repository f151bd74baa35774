// Python programs, in a venv of their own. Tests that need them are skipped on a machine without, and say so.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

const VENV = "build/python";
const PATH = `${path.resolve(VENV)}/bin:${process.env.PATH}`;
const REQUIREMENTS = "python/requirements.txt";
/** Installing packages takes the longest. */
const TIMEOUT_MS = 240_000;

/** Makes the venv with what `python/requirements.txt` lists; answers why not, where there is no Python for it. */
export async function prepare(): Promise<string | null> {
  const missing = await failure("python3", "-m", "venv", VENV);
  if (missing !== null) return missing;
  await run("pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS);
  return null;
}

/** Runs a program, of the venv if there is one; answers what it printed. */
export async function run(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, { env: { ...process.env, PATH }, timeout: TIMEOUT_MS });
  return stdout;
}

/** Runs a program; answers how it failed, or null. */
export function failure(program: string, ...args: string[]): Promise<string | null> {
  return run(program, ...args).then(
    () => null,
    (error: unknown) => String(error),
  );
}

/** Starts a program that runs until it is stopped. */
export function start(program: string, ...args: string[]): ChildProcess {
  return spawn(program, args, { env: { ...process.env, PATH }, stdio: ["ignore", "pipe", "inherit"] });
}
