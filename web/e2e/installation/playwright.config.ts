import { defineConfig } from "@playwright/test";
import tests from "../../playwright.config";

// One installation serves all of these tests, and each breaks some of it.
export default defineConfig(tests, {
  testDir: ".",
  testIgnore: [],
  outputDir: "../../test-results/installation",
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 30_000 },
});
