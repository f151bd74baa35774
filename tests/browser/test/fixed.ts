// The service whose data and clock stand still, and its pages in fonts of the repository: what they look like depends on
// nothing but this repository and the browser.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import path from "node:path";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";

const BINARY = path.resolve(process.env.FIXED_SERVICE_BIN ?? "../../target/debug/fixed_service");
const FONTS = path.resolve("../../crates/pages/fonts");
/** The time of the service, at which its data stand still. */
export const NOW = "2026-06-10T12:00:00Z";
const STYLE = `
@font-face { font-family: "Fixed"; src: url("/fixed-fonts/Inter-Regular.otf"); font-weight: 100 500; }
@font-face { font-family: "Fixed"; src: url("/fixed-fonts/Inter-SemiBold.otf"); font-weight: 501 900; }
@font-face { font-family: "Fixed signs"; src: url("/fixed-fonts/NotoEmoji.ttf"); }
* { font-family: "Fixed", "Fixed signs" !important; }`;

export class FixedService {
  private constructor(
    readonly origin: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(): Promise<FixedService> {
    // It ends with its standard input, whatever becomes of this process.
    const child = spawn(BINARY, [], { stdio: ["pipe", "pipe", "inherit"] });
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`the service ended at its start with ${code}`);
    });
    const [address] = (await Promise.race([once(createInterface(child.stdout), "line"), ended])) as [string];
    return new FixedService(address, child);
  }

  async stop(): Promise<void> {
    this.child.stdin?.end();
    if (this.child.exitCode === null) await once(this.child, "exit");
  }

  /** A context of the browser at the service's time, in which nothing moves. */
  async context(browser: Browser, options: BrowserContextOptions): Promise<BrowserContext> {
    const context = await browser.newContext({
      baseURL: this.origin,
      // So that the test's fonts and styles are let in.
      bypassCSP: true,
      locale: "en-GB",
      timezoneId: "UTC",
      reducedMotion: "reduce",
      ...options,
    });
    await context.clock.setFixedTime(NOW);
    await context.route("**/fixed-fonts/*", (route) => {
      return route.fulfill({ path: path.join(FONTS, path.basename(new URL(route.request().url()).pathname)) });
    });
    return context;
  }
}

/** Gives a page the repository's fonts, and waits until they are used. */
export async function dress(page: Page, style = ""): Promise<void> {
  await page.addStyleTag({ content: STYLE + style });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}
