import { expect, type Page, test } from "./fixtures";
import { log, message, messageBox, shownTexts } from "./screen";

const focused = (page: Page) => page.locator(":focus");

test("everything can be done with the keyboard alone", async ({ account, device }) => {
  const grace = await account("Grace");
  await account("Ken");
  const page = await device();
  await page.goto("/");

  // Create an account.
  await expect(page.getByLabel("Name")).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(focused(page)).toHaveText("Create an account");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Name")).toBeFocused();
  await page.keyboard.type("ada");
  await page.keyboard.press("Tab");
  await page.keyboard.type("a long password");
  await page.keyboard.press("Enter");

  // Find Grace and start a chat with her.
  await expect(page.getByText("You have no chats yet.")).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(focused(page)).toHaveText("Skip to your chats");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(focused(page)).toHaveText("Start a chat");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "Find people" })).toBeFocused();
  await expect(page.getByRole("option")).toHaveCount(2);
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("option", { name: "Ken" })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(messageBox(page)).toHaveAccessibleName("Message to Ken");
  await expect(messageBox(page)).toBeFocused();

  // Write two lines in one message.
  await page.keyboard.type("First line");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("second line");
  await page.keyboard.press("Enter");
  await expect.poll(() => shownTexts(page)).toEqual(["First line\nsecond line"]);
  await expect(messageBox(page)).toBeFocused();

  // Go back to the list with Escape, and to another chat with the arrows.
  const chat = await grace.startChat(await grace.find("ada"));
  await grace.say(chat, "Hello from Grace");
  await expect(page.getByRole("link", { name: "Grace" })).toContainText("Hello from Grace");
  await page.keyboard.press("Escape");
  await expect(focused(page)).toContainText("Ken");
  await page.keyboard.press("Home");
  await expect(focused(page)).toContainText("Grace");
  await page.keyboard.press("ArrowDown");
  await expect(focused(page)).toContainText("Ken");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(message(page, "Hello from Grace")).toBeVisible();
  await expect(messageBox(page)).toBeFocused();

  // The messages can be scrolled, and the account left.
  await page.keyboard.press("Shift+Tab");
  await expect(log(page)).toBeFocused();
  for (let presses = 0; presses < 12; ++presses) {
    if ((await focused(page).getAttribute("aria-label")) === "Log out") break;
    await page.keyboard.press("Shift+Tab");
  }
  await page.keyboard.press("Enter");
  await expect(page.getByRole("form", { name: "Log in" })).toBeVisible();
});
