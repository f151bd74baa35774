// The console in a browser: opening it signed in, looking at it as a host does, and what the browser complains about.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { TestContext } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { Demo } from "./demo.ts";

/** What axe-core tells of a page, as far as it is of use here. */
interface Violation {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** A folder whose files take the place of those of the service, to try changes without building it. */
const FILES = process.env.CONSOLE_FILES;
/** How long the console may take to show something. */
const SHOW_MILLISECONDS = 15_000;
/** Chromium notes each refusal of a request as an error. */
const REFUSAL = /^Failed to load resource: the server responded with a status of (\d{3})/;

export class Console {
  /** What the browser complained about, refusals aside. */
  readonly complaints: string[] = [];
  /** The status of each refusal. */
  readonly refusals: string[] = [];

  private constructor(
    readonly demo: Demo,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("dialog", (dialog) => this.complaints.push(`a dialog: ${dialog.message()}`));
    page.on("console", (message) => {
      const [, status] = REFUSAL.exec(message.text()) ?? [];
      if (status !== undefined) this.refusals.push(status);
      else if (["error", "warning"].includes(message.type())) this.complaints.push(message.text());
    });
  }

  static async open(t: TestContext, browser: Browser, demo: Demo, width: number): Promise<Console> {
    const colorScheme = width < 1_000 ? "dark" : "light";
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    context.setDefaultTimeout(SHOW_MILLISECONDS);
    t.after(() => context.close());
    // Scripts of the context are not bound by the page's policy, which stays in force.
    await context.addInitScript({ content: AXE });
    if (FILES) {
      await context.route(/\/host(\/[^?]*)?$/, (route) => {
        const name = new URL(route.request().url()).pathname.slice("/host/".length) || "index.html";
        return route.fulfill({ path: path.join(FILES, name) });
      });
    }
    const page = await context.newPage();
    const console = new Console(demo, context, page);
    await console.signIn();
    return console;
  }

  async signIn(): Promise<void> {
    const [name = "", value = ""] = this.demo.hostCookie.split("=");
    await this.context.addCookies([{ name, value, url: this.demo.origin }]);
  }

  /** Shows the view of this address. */
  async go(hash: string): Promise<void> {
    await this.page.goto(`${this.demo.origin}/host${hash}`);
    await this.shown();
  }

  /** Waits until the view is there. */
  async shown(): Promise<void> {
    await this.page.locator("main:not([aria-busy]) h1").waitFor();
  }

  /** The field of this label. */
  field(label: string) {
    return this.page.getByLabel(label, { exact: true });
  }

  async press(button: string): Promise<void> {
    await this.page.getByRole("button", { name: button, exact: true }).click();
  }

  /** Presses a button, and the one of the question that follows. */
  async confirm(button: string, answer: string): Promise<void> {
    await this.press(button);
    await this.page.getByRole("dialog").getByRole("button", { name: answer, exact: true }).click();
  }

  /** Waits until the console says this at the bottom of the page. */
  async says(text: string | RegExp): Promise<void> {
    await this.page.locator("#notices").getByText(text).waitFor();
  }

  /** A write of the same host from elsewhere; the body of its answer. */
  async elsewhere<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.demo.origin}/v1${path}`, {
      method,
      headers: { "Content-Type": "application/json", Cookie: this.demo.hostCookie },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path} answered ${answer.status}: ${text}`);
    return (text ? JSON.parse(text) : null) as T;
  }

  /** Looks at the page as it is: nothing keeps anybody from using it, and it fits the window. */
  async look(name: string): Promise<void> {
    await this.shown();
    const width = this.page.viewportSize()?.width;
    await this.page.screenshot({ path: `artifacts/console-${name}-${width}.png`, fullPage: true });
    const violations = await this.page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run: () => Promise<{ violations: Violation[] }> } };
      return (await axe.run()).violations;
    });
    const told = violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => [id, html, failureSummary]));
    assert.deepEqual(told, [], `${name} at ${width} pixels`);
    const beyond = await this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(beyond <= 0, `${name} is ${beyond} pixels wider than ${width}`);
  }
}
