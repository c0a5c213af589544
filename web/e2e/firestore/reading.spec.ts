import { chatRow, message, shownTexts, write } from "../screen";
import { expect, historyReads, hostsOf, test } from "./fixtures";

test("messages come out of the reader's document, without another request", async ({ standIn, chat, grace, adas }) => {
  const page = await adas();
  const before = standIn.requests.length;
  for (const body of ["One", "Two", "Three"]) await grace.say(chat, body);
  await expect.poll(() => shownTexts(page)).toEqual(["Before", "One", "Two", "Three"]);
  const sends = Array.from({ length: 3 }, () => "POST /chat/api/v1/messaging/");
  expect(standIn.requests.slice(before)).toEqual(sends);
});

test("the server hears of a listener before there is one, and signs him in once", async ({
  standIn,
  exchange,
  adas,
}) => {
  const page = await adas();
  expect(standIn.countOf("POST /connection/presence/")).toBe(1);
  expect(standIn.countOf("POST /auth/api/v1/firebase-token/")).toBe(1);
  expect(exchange.signIns).toBe(1);
  await expect(page.getByRole("status").getByText(/Connecting|Reconnecting|stopped/)).toHaveCount(0);
});

test("only the configured hosts are asked, and nothing is left on the machine", async ({
  chat,
  grace,
  ada,
  deviceOf,
  hidane,
  exchange,
  standIn,
}) => {
  const page = await deviceOf(ada);
  const hosts = hostsOf(page.context());
  await page.goto(`/?chat=${chat.chat_id}`);
  await expect.poll(() => historyReads(standIn, chat)).toBe(2);
  await grace.say(chat, "After");
  await expect(message(page, "After")).toBeVisible();
  const configured = [standIn.url, exchange.url, `http://${hidane.host}`].map((url) => new URL(url).host);
  expect([...hosts].sort()).toEqual(configured.sort());
  const kept = await page.evaluate(async () => {
    const databases = await indexedDB.databases();
    return [...databases.map(({ name }) => name), ...Object.keys(localStorage), ...Object.keys(sessionStorage)];
  });
  expect(kept.filter((name) => !name?.startsWith("caravan."))).toEqual([]);
});

test("two people chat, and a reload doubles nothing", async ({ chat, grace, adas, deviceOf }) => {
  const [one, other] = [await adas(), await deviceOf(grace)];
  await other.goto(`/?chat=${chat.chat_id}`);
  await expect(message(other, "Before")).toBeVisible();
  await write(one, "Hello Grace");
  await expect(message(other, "Hello Grace")).toBeVisible();
  await write(other, "Hello ada");
  await expect(message(one, "Hello ada")).toBeVisible();
  await one.reload();
  await write(other, "Still there?");
  const all = ["Before", "Hello Grace", "Hello ada", "Still there?"];
  await expect.poll(() => shownTexts(one)).toEqual(all);
  await expect.poll(() => shownTexts(other)).toEqual(all);
});

test("what a gap hides is read from the history", async ({ standIn, chat, grace, adas }) => {
  const page = await adas();
  const reads = historyReads(standIn, chat);
  await standIn.missed(chat, grace, "Missed");
  await grace.say(chat, "Seen");
  await expect.poll(() => shownTexts(page)).toEqual(["Before", "Missed", "Seen"]);
  expect(historyReads(standIn, chat)).toBe(reads + 1);
});

test("a document that goes back changes nothing", async ({ standIn, chat, ada, grace, adas }) => {
  const page = await adas();
  const reads = historyReads(standIn, chat);
  for (const body of ["One", "Two"]) await grace.say(chat, body);
  await expect(message(page, "Two")).toBeVisible();
  await standIn.goBack(ada, 2);
  await grace.say(chat, "Three");
  await expect.poll(() => shownTexts(page)).toEqual(["Before", "One", "Two", "Three"]);
  expect(historyReads(standIn, chat)).toBe(reads);
});

test("offsets of another log are not compared", async ({ standIn, chat, grace, adas }) => {
  const page = await adas();
  for (const body of ["One", "Two"]) await grace.say(chat, body);
  await expect(message(page, "Two")).toBeVisible();
  standIn.beginLog("b");
  await grace.say(chat, "Anew");
  await expect.poll(() => shownTexts(page)).toEqual(["Before", "One", "Two", "Anew"]);
});

test("a message too long for the document is read from its chat", async ({ standIn, chat, grace, adas }) => {
  const page = await adas();
  const long = "long ".repeat(2_000).trim();
  await grace.say(chat, long);
  await expect(chatRow(page, "Grace")).toContainText("long long");
  await page.getByRole("button", { name: "Show more" }).click();
  await expect.poll(() => shownTexts(page)).toEqual(["Before", long]);
  await grace.say(chat, "Short");
  await expect.poll(() => shownTexts(page)).toEqual(["Before", long, "Short"]);
  expect(standIn.countOf("POST /connection/presence/")).toBe(1);
});
