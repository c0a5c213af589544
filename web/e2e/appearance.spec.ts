import { expect, type Page, test } from "./fixtures";
import { chatRow, log, message, messageBox, openChat } from "./screen";

const background = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test("at 360 pixels one pane shows at a time, and nothing sticks out", async ({ account, deviceOf }) => {
  const [ada, grace] = [await account("ada"), await account("A-very-long-name-without-any-space-in-it-that-goes-on")];
  const chat = await ada.startChat(grace);
  await grace.say(chat, `https://example.org/${"a".repeat(300)}`);
  const page = await deviceOf(ada, { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true });
  await page.goto("/");
  await expect(page.getByRole("main")).toBeHidden();
  expect(await overflow(page)).toBe(0);
  await openChat(page, grace.name);
  await expect(page.getByRole("complementary")).toBeHidden();
  await expect(log(page).getByRole("link")).toBeVisible();
  expect(await overflow(page)).toBe(0);
  await messageBox(page).fill("Hello");
  await page.getByRole("button", { name: "Send" }).tap();
  await expect(message(page, "You: Hello")).toBeInViewport();
  await page.getByRole("button", { name: "Back to your chats" }).click();
  await expect(chatRow(page, grace.name)).toBeVisible();
  await expect(page.getByRole("main")).toBeHidden();
  await page.getByRole("button", { name: "New chat" }).click();
  await expect(page.getByRole("option")).toHaveCount(1);
  expect(await overflow(page)).toBe(0);
  await page.goBack();
  await expect(chatRow(page, grace.name)).toBeVisible();
});

test("on a wide screen both panes show, and a reload keeps the open chat", async ({ account, deviceOf }) => {
  const [ada, grace] = [await account("ada"), await account("Grace")];
  await ada.say(await ada.startChat(grace), "Hello");
  const page = await deviceOf(ada);
  await page.goto("/");
  await openChat(page, "Grace");
  await page.reload();
  await expect(message(page, "You: Hello")).toBeVisible();
  await expect(chatRow(page, "Grace")).toHaveAttribute("aria-current", "page");
});

test("names and addresses stand where they belong beside a script that runs to the left", async ({
  account,
  deviceOf,
}) => {
  const [ada, omar, grace] = [await account("ada"), await account("عمر الخيام"), await account("Grace")];
  await ada.startChat(grace);
  const chat = await ada.startChat(omar);
  await omar.say(chat, "مرحبا https://example.org/a?b=c");
  const page = await deviceOf(ada);
  await page.goto(`/?chat=${chat.chat_id}`);
  await expect(log(page).getByRole("link")).toHaveCSS("direction", "ltr");
  const leftOf = (name: string) =>
    chatRow(page, name)
      .getByText(name, { exact: true })
      .evaluate((element) => {
        const text = document.createRange();
        text.selectNodeContents(element);
        return text.getBoundingClientRect().left;
      });
  expect(await leftOf("عمر الخيام")).toBeCloseTo(await leftOf("Grace"), 0);
});

test("the colours follow the system until the reader chooses", async ({ device }) => {
  const page = await device({ colorScheme: "dark" });
  await page.goto("/");
  const dark = await background(page);
  await page.emulateMedia({ colorScheme: "light" });
  await expect.poll(() => background(page)).not.toBe(dark);
  const light = await background(page);
  await page.getByRole("button", { name: /^Colours: as the system/ }).click();
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await background(page)).toBe(light);
  await page.getByRole("button", { name: /^Colours: light/ }).click();
  expect(await background(page)).toBe(dark);
  await page.emulateMedia({ colorScheme: "light" });
  await page.reload();
  expect(await background(page)).toBe(dark);
  await page.getByRole("button", { name: /^Colours: dark/ }).click();
  expect(await background(page)).toBe(light);
});

test("the API page shows the contract and leads to the document", async ({ device }) => {
  const page = await device();
  await page.goto("/docs/");
  await expect(page.getByRole("heading", { name: "Caravan API" })).toBeVisible();
  await page.getByRole("navigation").getByRole("link", { name: "Send a message" }).click();
  await expect(page.getByText("/chat/api/v1/messaging/")).toBeInViewport();
  const document = await page.request.get("/openapi.yaml");
  expect(document.headers()["content-type"]).toContain("yaml");
  expect(await document.text()).toMatch(/^openapi: 3\.1/);
});

test("an address that leads nowhere says so", async ({ device }) => {
  const page = await device();
  const response = await page.goto("/nothing/here/");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
});
