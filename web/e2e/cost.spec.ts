import AxeBuilder from "@axe-core/playwright";
import { Account, expect, type Page, test } from "./fixtures";

test.use({
  settings: ["guard.enabled=false", "backend.feed=log", "aggregate.window=100ms", "auth.administrators=ada"],
});

// Bob, who is nowhere else, gets messages that the feed shows.
async function publish(from: Account, to: Account, bodies: readonly string[]): Promise<void> {
  const chat = await from.startChat(to);
  for (const body of bodies) await from.say(chat, body);
}

async function logIn(page: Page, name: string): Promise<void> {
  await page.goto("/");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(Account.password);
  await page.getByLabel("Password").press("Enter");
}

const slider = (page: Page) => page.getByRole("slider", { name: /^Longest window/ });

test("shows administrators what is billed and what other windows would cost", async ({ account, device }) => {
  const [ada, bob] = [await account("ada"), await account("bob")];
  await publish(ada, bob, ["one", "two", "three"]);
  const page = await device();
  await logIn(page, "ada");
  await page.getByRole("link", { name: "Cost" }).click();

  await expect(page.getByRole("heading", { name: "What it costs" })).toBeVisible();
  await expect(page.getByText("The feed is the log, which nobody bills")).toBeVisible();
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("3 writes, 3 reads")).toBeVisible({ timeout: 2_000 });
  }).toPass();

  const rows = page.getByRole("region", { name: "What they would cost" }).getByRole("row");
  await expect(rows.filter({ hasText: "Windows of 0 s" })).toBeVisible();
  await expect(rows.filter({ hasText: "One write per message" })).toContainText("1,000");
  await slider(page).press("End");
  await expect(slider(page)).toHaveAttribute("aria-valuetext", /^60 s: \$\S+ a million messages/);
  await expect(rows.filter({ hasText: "Windows of 60 s" })).toContainText("333");

  await page.getByText("The same as a table").click();
  await expect(page.getByRole("region", { name: "Figures over time" }).getByRole("row").nth(1)).toBeVisible();
  await page.getByText("Month", { exact: true }).click();
  await expect(page.getByText("Operations every six hours")).toBeVisible();
});

test("tells everybody else why there is nothing to see", async ({ account, device, deviceOf }) => {
  const stranger = await device();
  await stranger.goto("/cost/");
  await expect(stranger.getByText("The bill is for administrators.")).toBeVisible();

  const page = await deviceOf(await account("grace"));
  await page.goto("/cost/");
  await expect(page.getByText("This page is for administrators.")).toBeVisible();
  await page.goto("/");
  await expect(page.getByText("You have no chats yet.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Cost" })).toHaveCount(0);
});

test.describe("without a feed", () => {
  test.use({ settings: ["guard.enabled=false", "auth.administrators=ada"] });

  test("says that nothing is billed", async ({ account, deviceOf }) => {
    const page = await deviceOf(await account("ada"));
    await page.goto("/cost/");
    await expect(page.getByText("This server publishes to no feed")).toBeVisible();
  });
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`fits a phone and has no serious findings (${colorScheme})`, async ({ account, deviceOf }) => {
    const [ada, bob] = [await account("ada"), await account("bob")];
    await publish(bob, ada, ["one", "two"]);
    const page = await deviceOf(ada, { colorScheme, viewport: { width: 360, height: 740 } });
    await expect(async () => {
      await page.goto("/cost/");
      await expect(slider(page)).toBeVisible({ timeout: 2_000 });
    }).toPass();
    await page.getByText("The same as a table").click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(serious.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))).toEqual([]);
  });
}
