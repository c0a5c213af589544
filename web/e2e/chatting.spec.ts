import { expect, test } from "./fixtures";
import { chatRow, log, message, messageBox, openChat, shownTexts, write } from "./screen";

test("two people find each other and chat", async ({ account, deviceOf }) => {
  const [ada, grace] = [await account("ada"), await account("Grace Hopper")];
  await account("Radia");
  const [adas, graces] = [await deviceOf(ada), await deviceOf(grace)];
  await graces.goto("/");
  await expect(graces.getByText("You have no chats yet.")).toBeVisible();

  await adas.goto("/");
  await adas.getByRole("button", { name: "Start a chat" }).click();
  await adas.getByRole("combobox", { name: "Find people" }).fill("hopp");
  await expect(adas.getByRole("option")).toHaveCount(1);
  await adas.getByRole("option", { name: "Grace Hopper" }).click();
  await write(adas, "Hello Grace");

  await expect(chatRow(graces, "ada")).toContainText("Hello Grace");
  await expect(chatRow(graces, "ada")).toContainText("New messages");
  await expect(graces).toHaveTitle("(1) Caravan");
  await openChat(graces, "ada");
  await expect(chatRow(graces, "ada")).not.toContainText("New messages");
  await expect(graces).toHaveTitle("ada – Caravan");
  await write(graces, "Hello ada");
  await write(graces, "Is the engine ready?");

  await expect.poll(() => shownTexts(adas)).toEqual(["Hello Grace", "Hello ada", "Is the engine ready?"]);
  await expect.poll(() => shownTexts(graces)).toEqual(["Hello Grace", "Hello ada", "Is the engine ready?"]);
  await expect(log(adas).getByText("Sent", { exact: true })).toHaveCount(1);
  await expect(chatRow(graces, "ada")).toContainText("You: Is the engine ready?");
});

test("a chat that exists already is opened", async ({ account, deviceOf }) => {
  const [ada, grace] = [await account("ada"), await account("Grace")];
  const chat = await grace.startChat(ada);
  await grace.say(chat, "I was here first");
  const page = await deviceOf(ada);
  await page.goto("/?start=1");
  await page.getByRole("option", { name: "Grace" }).click();
  await expect(message(page, "I was here first")).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`chat=${chat.chat_id}`));
});

test("a person's other device shows what they send", async ({ account, deviceOf }) => {
  const [ada, grace] = [await account("ada"), await account("Grace")];
  const chat = await ada.startChat(grace);
  const [desktop, phone] = [await deviceOf(ada), await deviceOf(ada)];
  await desktop.goto(`/?chat=${chat.chat_id}`);
  await phone.goto(`/?chat=${chat.chat_id}`);
  await expect(messageBox(phone)).toBeVisible();
  await write(desktop, "From the desk");
  await expect(message(phone, "From the desk")).toBeVisible();
  await expect(log(phone).getByText("Sent", { exact: true })).toHaveCount(1);
});

test("a group shows who says what", async ({ account, deviceOf }) => {
  const [ada, grace, ken] = [await account("ada"), await account("Grace"), await account("Ken")];
  const page = await deviceOf(ada);
  await page.goto("/?start=1");
  await page.getByRole("button", { name: "New group" }).click();
  await page.getByRole("textbox", { name: "Name of the group" }).fill("Lisbon trip");
  await page.getByRole("option", { name: "Grace" }).click();
  await page.getByRole("option", { name: "Ken" }).click();
  await page.getByRole("button", { name: "Create group" }).click();
  await expect(page.getByRole("heading", { name: "Lisbon trip" })).toBeVisible();
  await write(page, "Who takes the map?");
  await expect.poll(() => shownTexts(page)).toEqual(["Who takes the map?"]);

  const chat = { chat_id: new URL(page.url()).searchParams.get("chat") ?? "" };
  await ken.say(chat, "I do.");
  await grace.say(chat, "Good.");
  await expect(message(page, "Ken: I do.")).toBeVisible();
  await expect(message(page, "Grace: Good.")).toBeVisible();
  await expect(chatRow(page, "Lisbon trip")).toContainText("Grace: Good.");
});

test("messages are text, and addresses in them are links", async ({ account, deviceOf }) => {
  const [ada, grace] = [await account("ada"), await account("Grace")];
  const chat = await ada.startChat(grace);
  await grace.say(chat, "<img src=x onerror=alert(1)>\n  two lines, see https://example.org/a.");
  const page = await deviceOf(ada);
  await page.goto(`/?chat=${chat.chat_id}`);
  await expect
    .poll(() => shownTexts(page))
    .toEqual(["<img src=x onerror=alert(1)>\n  two lines, see https://example.org/a."]);
  await expect(log(page).getByRole("link")).toHaveAttribute("href", "https://example.org/a");
  await expect(log(page).getByRole("link")).toHaveAttribute("rel", /noopener/);
});

test("what came while nobody looked is marked when the chat is opened", async ({ account, deviceOf }) => {
  const [ada, grace, ken] = [await account("ada"), await account("Grace"), await account("Ken")];
  const [withGrace, withKen] = [await ada.startChat(grace), await ada.startChat(ken)];
  await grace.say(withGrace, "Seen");
  await ken.say(withKen, "Hello");
  const page = await deviceOf(ada);
  await page.goto(`/?chat=${withKen.chat_id}`);
  await expect(chatRow(page, "Grace")).not.toContainText("New messages");
  await grace.say(withGrace, "Unseen");
  await expect(chatRow(page, "Grace")).toContainText("New messages");
  await page.reload();
  await expect(chatRow(page, "Grace")).toContainText("New messages");
  await openChat(page, "Grace");
  await expect(log(page).getByText("New", { exact: true })).toBeVisible();
  await expect(chatRow(page, "Grace")).not.toContainText("New messages");
});

test("what was read in one tab is read in the other, and stays so", async ({ account, deviceOf }) => {
  const [ada, grace, ken] = [await account("ada"), await account("Grace"), await account("Ken")];
  const [withGrace, withKen] = [await ada.startChat(grace), await ada.startChat(ken)];
  const page = await deviceOf(ada);
  await page.goto("/");
  const tab = await page.context().newPage();
  await tab.goto("/");
  await expect(chatRow(tab, "Ken")).toBeVisible();
  await grace.say(withGrace, "One");
  await ken.say(withKen, "Two");
  await expect(chatRow(tab, "Ken")).toContainText("New messages");
  await openChat(page, "Grace");
  await expect(chatRow(tab, "Grace")).not.toContainText("New messages");
  await openChat(tab, "Ken");
  await expect(chatRow(page, "Ken")).not.toContainText("New messages");
  await page.reload();
  for (const name of ["Grace", "Ken"]) {
    await expect(chatRow(page, name)).toBeVisible();
    await expect(chatRow(page, name)).not.toContainText("New messages");
  }
});

test("a chat of others is not shown", async ({ account, deviceOf }) => {
  const [ada, grace, ken] = [await account("ada"), await account("Grace"), await account("Ken")];
  const chat = await grace.startChat(ken);
  const page = await deviceOf(ada);
  await page.goto(`/?chat=${chat.chat_id}`);
  await expect(page.getByText("This chat is not among yours.")).toBeVisible();
});

test("a large group names whoever writes, and its first message reads that chat alone", async ({
  account,
  deviceOf,
}) => {
  const ada = await account("ada");
  const others = await Promise.all(
    Array.from({ length: 11 }, (_, at) => account(`Guest ${String.fromCharCode(65 + at)}`)),
  );
  const page = await deviceOf(ada);
  const reads: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (/^\/chat\/api\/v1\/chat\/([^/]+\/)?$/.test(pathname)) reads.push(pathname);
  });
  await page.goto("/");
  await expect(page.getByText("You have no chats yet.")).toBeVisible();
  await expect.poll(() => reads.length).toBe(2);

  const [first, last] = [others[9], others[10]];
  if (!first || !last) throw new Error("eleven were asked for");
  const chat = await last.startChat(...others.slice(0, 10), ada);
  await first.say(chat, "Who comes to Lisbon?");
  await last.say(chat, "I do");
  await expect(chatRow(page, "Lisbon trip")).toContainText("Guest K: I do");
  // The list at the start, and once more when the socket was there.
  expect(reads.slice(0, 2).every((path) => path === "/chat/api/v1/chat/")).toBe(true);
  expect(reads.slice(2)).toEqual([`/chat/api/v1/chat/${chat.chat_id}/`]);

  await openChat(page, "Lisbon trip");
  await expect(page.getByRole("main")).toContainText("and 4 more");
  await expect(log(page).getByText("Guest J", { exact: true })).toBeVisible();
  await expect(log(page).getByText("Guest K", { exact: true })).toBeVisible();
  const [divider, name] = await Promise.all(
    ["New", "Guest J"].map((text) => log(page).getByText(text, { exact: true }).boundingBox()),
  );
  expect(divider?.y).toBeLessThan(name?.y ?? 0);
});
