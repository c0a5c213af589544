import { defineConfig } from "@playwright/test";
import tests from "../../playwright.config";

export default defineConfig(tests, {
  testDir: ".",
  testIgnore: [],
  outputDir: "../../test-results/firestore",
  // Each test starts an emulator of its own beside a browser, and the SDK's first connection takes its time.
  timeout: 120_000,
  expect: { timeout: 30_000 },
});
