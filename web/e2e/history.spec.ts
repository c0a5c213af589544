import { expect, type Page, test } from "./fixtures";
import { chatRow, lines, log, message, scrollUpTo, walkTexts } from "./screen";

const said = Array.from({ length: 90 }, (_, at) => `line ${at}${at % 7 === 0 ? " that is longer. ".repeat(20) : ""}`);

// Where the first line that reaches into view stands, and which line is the first of all in the page.
async function reading(page: Page) {
  return log(page).evaluate((scroller) => {
    const top = scroller.getBoundingClientRect().top;
    const all = [...scroller.querySelectorAll("[data-line]")];
    const line = all.find((one) => one.getBoundingClientRect().bottom > top + 80);
    return { id: line?.id ?? "", top: line?.getBoundingClientRect().top ?? 0, first: all[0]?.id ?? "" };
  });
}

test("reading upwards brings older messages without a jump, to the very first", async ({ account, deviceOf }) => {
  test.slow();
  const [ada, grace] = [await account("ada"), await account("Grace")];
  const chat = await ada.startChat(grace);
  for (const [at, body] of said.entries()) await (at % 3 ? ada : grace).say(chat, body);
  const page = await deviceOf(ada);
  await page.goto(`/?chat=${chat.chat_id}`);
  await expect(lines(page).last()).toBeInViewport();

  // Older pages are held back until it is known where the reader is.
  let arrive: (() => void) | undefined;
  await page.route("**/messages/?*time=*", async (route) => {
    await new Promise<void>((resolve) => (arrive = resolve));
    await route.continue();
  });
  const first = async () => (await reading(page)).first;
  const begins = page.getByText("This is where the conversation begins.");
  // Again and again, as a person does: where the list has just grown above, it stays with what was read.
  let tries = 0;
  const scrollUp = () =>
    log(page).evaluate(
      (scroller, top) => {
        scroller.scrollTop = top;
      },
      4 + (tries++ % 2),
    );
  while (!(await begins.isVisible())) {
    const asked = async () => {
      await scrollUp();
      return arrive !== undefined;
    };
    await expect.poll(asked).toBe(true);
    const before = await reading(page);
    arrive?.();
    arrive = undefined;
    await expect.poll(first).not.toBe(before.first);
    const place = page.locator(`[id="${before.id}"]`);
    expect(Math.abs(((await place.boundingBox())?.y ?? -1_000) - before.top)).toBeLessThanOrEqual(0.25);
  }
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await log(page).evaluate((scroller) => {
    scroller.scrollTop = 0;
  });
  await expect(begins).toBeVisible();
  expect((await walkTexts(page)).map((text) => text.trim())).toEqual(said.map((text) => text.trim()));
});

test("a reader of old messages is left alone by new ones, and can go to them", async ({ account, deviceOf }) => {
  const [ada, grace] = [await account("ada"), await account("Grace")];
  const chat = await ada.startChat(grace);
  for (const body of said.slice(0, 30)) await grace.say(chat, body);
  const page = await deviceOf(ada);
  await page.goto(`/?chat=${chat.chat_id}`);
  // The second page, too: half of the first one is the end of the list already.
  await expect(lines(page)).toHaveCount(30);
  await expect(lines(page).last()).toBeInViewport();
  await log(page).evaluate((scroller) => {
    scroller.scrollTop = scroller.scrollHeight / 2;
  });
  const toNewest = page.getByRole("button", { name: "Go to the newest message" });
  await expect(toNewest).toBeVisible();
  const before = await reading(page);
  await grace.say(chat, "News");
  await expect(message(page, "News")).toBeAttached();
  expect((await reading(page)).top).toBe(before.top);
  // What the reader's other device sends is news like others'.
  await ada.say(chat, "From my telephone");
  await expect(message(page, "From my telephone")).toBeAttached();
  expect((await reading(page)).top).toBe(before.top);
  await expect(message(page, "News")).not.toBeInViewport();
  await toNewest.click();
  await expect(message(page, "News")).toBeInViewport();
  await expect(toNewest).toBeHidden();
  await grace.say(chat, "More news");
  await expect(message(page, "More news")).toBeInViewport();
});

test("a failed page can be asked for again", async ({ account, deviceOf }) => {
  const [ada, grace] = [await account("ada"), await account("Grace")];
  const chat = await ada.startChat(grace);
  await grace.say(chat, "Here");
  const page = await deviceOf(ada);
  // A socket that never answers: one that is there has the page read again by itself.
  await page.routeWebSocket(/\/connection\/websocket$/, () => undefined);
  await page.route("**/messages/?*", (route) => route.fulfill({ status: 503, json: { detail: "no" } }));
  await page.goto(`/?chat=${chat.chat_id}`);
  await expect(page.getByText("The messages could not be read.")).toBeVisible();
  await page.unroute("**/messages/?*");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(message(page, "Grace: Here")).toBeVisible();
});

test("a chat whose list could not be read can be asked for again", async ({ account, deviceOf }) => {
  const [ada, grace] = [await account("ada"), await account("Grace")];
  const chat = await ada.startChat(grace);
  await grace.say(chat, "Here");
  const page = await deviceOf(ada);
  // A socket that never answers: one that is there has the list read again by itself.
  await page.routeWebSocket(/\/connection\/websocket$/, () => undefined);
  await page.route("**/chat/api/v1/chat/?*", (route) => route.fulfill({ status: 503, json: { detail: "no" } }));
  await page.goto(`/?chat=${chat.chat_id}`);
  await expect(page.getByText("The chat could not be read.")).toBeVisible();
  await page.unroute("**/chat/api/v1/chat/?*");
  await page.getByRole("main").getByRole("button", { name: "Try again" }).click();
  await expect(message(page, "Grace: Here")).toBeVisible();
});

test("long lists of chats and of people are read to their ends", async ({ account, deviceOf }) => {
  test.slow();
  const ada = await account("ada");
  for (let at = 0; at < 55; ++at) {
    const other = await account(`person ${at}`);
    await other.say(await other.startChat(ada), `from ${at}`);
  }
  const page = await deviceOf(ada);
  await page.goto("/");
  const rows = page.getByRole("navigation", { name: "Your chats" }).getByRole("link");
  await expect(rows).toHaveCount(50);
  await expect(rows.first()).toContainText("person 54");
  await rows.last().scrollIntoViewIfNeeded();
  await expect(rows).toHaveCount(55);

  await page.getByRole("button", { name: "New chat" }).click();
  await expect(page.getByRole("option")).toHaveCount(49);
  await page.getByRole("button", { name: "Show more" }).click();
  await expect(page.getByRole("option")).toHaveCount(55);
  await page.getByRole("combobox", { name: "Find people" }).fill("PERSON 5");
  await expect(page.getByRole("option")).toHaveCount(6);
});

test("a chat goes on where reading stopped", async ({ account, deviceOf }) => {
  test.slow();
  const [ada, grace, ken] = [await account("ada"), await account("Grace"), await account("Ken")];
  const chat = await ada.startChat(grace);
  await ada.startChat(ken);
  for (const [at, body] of said.entries()) await (at % 3 ? ada : grace).say(chat, body);
  const page = await deviceOf(ada);
  await page.goto(`/?chat=${chat.chat_id}`);
  await expect(lines(page).last()).toBeInViewport();
  const place = message(page, said[20] ?? "");
  await scrollUpTo(page, place);
  await place.scrollIntoViewIfNeeded();
  const before = await reading(page);
  expect(before.id).not.toBe("");

  await chatRow(page, "Ken").click();
  await expect(page.getByText("Say hello to Ken.")).toBeVisible();
  await chatRow(page, "Grace").click();
  await expect(place).toBeInViewport();
  const again = await reading(page);
  expect(again.id).toBe(before.id);
  expect(Math.abs(again.top - before.top)).toBeLessThanOrEqual(1);

  // Whoever left at the end comes back to it.
  await page.getByRole("button", { name: "Go to the newest message" }).click();
  await expect(message(page, (said.at(-1) ?? "").trim())).toBeInViewport();
  await chatRow(page, "Ken").click();
  await grace.say(chat, "Said meanwhile");
  await chatRow(page, "Grace").click();
  await expect(message(page, "Said meanwhile")).toBeInViewport();
});
