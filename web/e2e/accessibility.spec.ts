import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "./fixtures";
import { log, messageBox, openChat, write } from "./screen";

async function expectNoFindings(page: Page) {
  // Half-way through a transition a colour is neither the one nor the other.
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(serious.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))).toEqual([]);
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`no screen has serious findings (${colorScheme})`, async ({ account, device, deviceOf }) => {
    test.slow();
    const [ada, grace, ken] = [await account("ada"), await account("Grace"), await account("Ken")];
    const group = await ada.startChat(grace, ken);
    await ken.say(group, "See https://example.org");

    const welcome = await device({ colorScheme });
    await welcome.goto("/");
    await expectNoFindings(welcome);
    await welcome.getByRole("button", { name: "Create an account" }).click();
    await welcome.getByRole("button", { name: "Create account" }).click();
    await expect(welcome.getByText("Enter your name.")).toBeVisible();
    await expectNoFindings(welcome);
    await welcome.goto("/docs/");
    await expectNoFindings(welcome);

    const page = await deviceOf(ada, { colorScheme });
    await page.goto("/");
    await expect(page.getByText("Choose a chat, or start a new one.")).toBeVisible();
    await expectNoFindings(page);
    await openChat(page, "Lisbon trip");
    await page.route("**/messaging/", (route) => route.fulfill({ status: 400, json: { detail: "no" } }), { times: 1 });
    await write(page, "This one fails");
    await expect(page.getByRole("button", { name: "Send again" })).toBeVisible();
    await write(page, "This one does not");
    await expect(log(page).getByText("Sent", { exact: true })).toHaveCount(1);
    await messageBox(page).fill("x".repeat(17_000));
    await expectNoFindings(page);
    await page.getByRole("button", { name: "New chat" }).click();
    await page.getByRole("button", { name: "New group" }).click();
    await page.getByRole("option", { name: "Grace" }).click();
    await expectNoFindings(page);
    await page.getByRole("button", { name: "Log out" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectNoFindings(page);
    await page.keyboard.press("Escape");
    await page.context().setOffline(true);
    await expect(page.getByText("You are offline.")).toBeVisible();
    await expectNoFindings(page);
  });
}
