// The fixed service and a browser for the tests of one file.
import { after, before } from "node:test";
import type { Browser } from "playwright-core";
import { launch } from "./browser.ts";
import { FixedService } from "./fixed.ts";

export interface FixedInBrowser {
  service: FixedService;
  browser: Browser;
}

/** Starts both before the file's tests and stops them afterwards; tests find them in what is returned. */
export function fixedInBrowser(): FixedInBrowser {
  const fixed = {} as FixedInBrowser;
  before(async () => {
    [fixed.browser, fixed.service] = await Promise.all([launch(), FixedService.start()]);
  });
  after(async () => {
    await fixed.browser?.close();
    await fixed.service?.stop();
  });
  return fixed;
}
