import { defineConfig } from "@playwright/test";
import tests from "../../playwright.config";

// One installation, which its test breaks.
export default defineConfig(tests, {
  testDir: ".",
  testIgnore: [],
  outputDir: "../../test-results/compose",
  workers: 1,
  timeout: 900_000,
  expect: { timeout: 60_000 },
});
