import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

const chromium = process.env.CHROMIUM ?? "/usr/bin/chromium";
// Said once and without a stack, instead of by every test.
if (!existsSync(chromium)) {
  console.error(`The browser tests need Chromium, which is not at ${chromium}: ./dev e2e installs it.`);
  process.exit(1);
}

export default defineConfig({
  testDir: "e2e",
  // These have a configuration of their own, for those who have started what they need.
  testIgnore: ["compose/**", "installation/**", "firestore/**"],
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  reporter: [["list"]],
  // What passes does not wait for so long; a machine that does other work beside the tests may stand still for seconds.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  use: {
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "UTC",
    viewport: { width: 1180, height: 760 },
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: chromium,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
