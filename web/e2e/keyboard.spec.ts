import type { Locator } from "@playwright/test";
import { expect, type Page, test } from "./fixtures";
import { chatRow, log, message, messageBox, shownTexts } from "./screen";

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

// As browsers tell of the Enter that ends a composition: Chromium before it has ended, Safari when it has.
const composingKeys = [
  { key: "Enter", keyCode: 229, isComposing: true },
  { key: "Enter", keyCode: 229, isComposing: false },
];

test("the keys of an input method are its own", async ({ account, deviceOf }) => {
  const [ada, grace] = [await account("ada"), await account("Grace")];
  const chat = await ada.startChat(grace);
  const page = await deviceOf(ada);
  await page.goto(`/?chat=${chat.chat_id}`);
  const press = (field: Locator, init: object) =>
    field.evaluate((element, given) => {
      element.dispatchEvent(new KeyboardEvent("keydown", { ...given, bubbles: true, cancelable: true }));
    }, init);

  // In a message.
  await messageBox(page).fill("にほん");
  for (const key of composingKeys) await press(messageBox(page), key);
  await expect(messageBox(page)).toHaveValue("にほん");
  await press(messageBox(page), { key: "Escape", keyCode: 229, isComposing: true });
  await expect(messageBox(page)).toBeVisible();
  await messageBox(page).press("Enter");
  await expect.poll(() => shownTexts(page)).toEqual(["にほん"]);

  // In the search for people, and in the name of a group.
  await page.getByRole("button", { name: "New chat" }).click();
  const search = page.getByRole("combobox", { name: "Find people" });
  await expect(page.getByRole("option")).toHaveCount(1);
  for (const key of [...composingKeys, { key: "Escape", keyCode: 229, isComposing: true }]) await press(search, key);
  await expect(search).toBeVisible();
  await page.getByRole("button", { name: "New group" }).click();
  await page.getByRole("option", { name: "Grace" }).click();
  const name = page.getByLabel("Name of the group");
  await name.fill("旅");
  // What keeps the form from being submitted is that the key's own work is prevented.
  const prevented = await name.evaluate((element) => {
    const key = new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true, cancelable: true });
    return !element.dispatchEvent(key);
  });
  expect(prevented).toBe(true);
  await expect(name).toBeVisible();
});

test("Escape does not leave a message that is being written", async ({ account, deviceOf }) => {
  const [ada, grace] = [await account("ada"), await account("Grace")];
  const chat = await ada.startChat(grace);
  const page = await deviceOf(ada);
  await page.goto(`/?chat=${chat.chat_id}`);
  await messageBox(page).fill("half a mess");
  await messageBox(page).press("Escape");
  await expect(messageBox(page)).toBeFocused();
  await messageBox(page).fill("");
  await messageBox(page).press("Escape");
  await expect(focused(page)).toContainText("Grace");
});

test("on a touch screen Enter begins a new line, and the button sends", async ({ account, deviceOf }) => {
  const [ada, grace] = [await account("ada"), await account("Grace")];
  const chat = await ada.startChat(grace);
  const page = await deviceOf(ada, { hasTouch: true, isMobile: true, viewport: { width: 390, height: 780 } });
  await page.goto(`/?chat=${chat.chat_id}`);
  await messageBox(page).tap();
  await page.keyboard.type("First line");
  await page.keyboard.press("Enter");
  await page.keyboard.type("    second line");
  await page.getByRole("button", { name: "Send" }).tap();
  await expect.poll(() => shownTexts(page)).toEqual(["First line\n    second line"]);
  await messageBox(page).fill("by hand");
  await page.keyboard.press("Control+Enter");
  await expect.poll(() => shownTexts(page)).toHaveLength(2);
});

test("the focus goes on with a new group", async ({ account, deviceOf }) => {
  const ada = await account("ada");
  await account("Grace");
  const page = await deviceOf(ada);
  await page.goto("/?start=1");
  await page.getByRole("button", { name: "New group" }).click();
  await expect(page.getByLabel("Name of the group")).toBeFocused();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("combobox", { name: "Find people" })).toBeFocused();
});

test("the back button does not open again what was left", async ({ account, deviceOf }) => {
  const [ada, grace, ken] = [await account("ada"), await account("Grace"), await account("Ken")];
  for (const other of [grace, ken]) await ada.startChat(other);
  const page = await deviceOf(ada, { viewport: { width: 360, height: 640 } });
  await page.goto("/");
  for (const name of ["Grace", "Ken"]) {
    await chatRow(page, name).click();
    await page.getByRole("button", { name: "Back to your chats" }).click();
    await expect(chatRow(page, name)).toBeFocused();
  }
  await chatRow(page, "Grace").click();
  await page.goBack();
  await expect(chatRow(page, "Ken")).toBeVisible();
  await page.goForward();
  await expect(messageBox(page)).toHaveAccessibleName("Message to Grace");

  // An address that was opened has no list behind it.
  const address = page.url();
  await page.goto("about:blank");
  await page.goto(address);
  await page.getByRole("button", { name: "Back to your chats" }).click();
  await expect(chatRow(page, "Ken")).toBeVisible();
});

test("people who could not be read can be asked for again", async ({ account, deviceOf }) => {
  const ada = await account("ada");
  await account("Grace");
  const page = await deviceOf(ada);
  await page.route("**/auth/api/v1/users/?*", (route) => route.abort());
  await page.goto("/?start=1");
  await expect(page.getByText("People could not be read.")).toBeVisible();
  await page.unroute("**/auth/api/v1/users/?*");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("option", { name: "Grace" })).toBeVisible();
});
