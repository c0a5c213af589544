import { message, shownTexts } from "../screen";
import { expect, historyReads, hostsOf, type Page, test } from "./fixtures";

const say = "POST /connection/presence/";
const leave = "DELETE /connection/presence/";

// Chromium without a screen shows all of its pages; this one is told that it is hidden, or seen again.
async function setVisibility(page: Page, state: "hidden" | "visible"): Promise<void> {
  await page.evaluate((state) => {
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);
}

test("a tab that nobody looks at listens no more, and catches up when somebody does", async ({
  standIn,
  chat,
  grace,
  adas,
}) => {
  const page = await adas();
  await setVisibility(page, "hidden");
  await page.clock.fastForward("04:50");
  await grace.say(chat, "Still heard");
  await expect(message(page, "Still heard")).toBeVisible();
  expect(standIn.countOf(leave)).toBe(0);
  await page.clock.fastForward("00:11");
  await expect.poll(() => standIn.countOf(leave)).toBe(1);
  const said = standIn.countOf(say);
  await standIn.missed(chat, grace, "Written for nobody");
  await page.clock.fastForward("30:00");
  expect(standIn.countOf(say)).toBe(said);

  await setVisibility(page, "visible");
  await expect.poll(() => shownTexts(page)).toEqual(["Before", "Still heard", "Written for nobody"]);
  expect(standIn.countOf(say)).toBe(said + 1);
  await grace.say(chat, "Back");
  await expect(message(page, "Back")).toBeVisible();
});

test("a short look at another tab costs nothing", async ({ standIn, chat, adas }) => {
  const page = await adas();
  const reads = historyReads(standIn, chat);
  await setVisibility(page, "hidden");
  await page.clock.runFor("00:30");
  await setVisibility(page, "visible");
  expect(standIn.countOf(leave)).toBe(0);
  expect(historyReads(standIn, chat)).toBe(reads);
});

test("presence is said again before its time is over", async ({ standIn, adas }) => {
  const page = await adas();
  expect(standIn.countOf(say)).toBe(1);
  for (let minute = 1; minute <= 3; ++minute) {
    await page.clock.fastForward("00:59");
    await expect.poll(() => standIn.countOf(say)).toBe(1 + minute);
  }
});

test("a machine that slept misses nothing", async ({ standIn, chat, grace, adas }) => {
  const page = await adas();
  await page.context().setOffline(true);
  await expect(page.getByText("You are offline.")).toBeVisible();
  await standIn.missed(chat, grace, "While it slept");
  await page.clock.fastForward("08:00:00");
  await page.context().setOffline(false);
  await expect.poll(() => shownTexts(page)).toEqual(["Before", "While it slept"]);
  await grace.say(chat, "Good morning");
  await expect(message(page, "Good morning")).toBeVisible();
  await expect(page.getByText(/offline|Reconnecting/)).toHaveCount(0);
});

test("a page that was frozen goes on where it was", async ({ chat, grace, adas }) => {
  const page = await adas();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
  for (const body of ["One", "Two", "Three"]) await grace.say(chat, body);
  await devtools.send("Page.setWebLifecycleState", { state: "active" });
  await expect.poll(() => shownTexts(page)).toEqual(["Before", "One", "Two", "Three"]);
});

test("what was said without a network is there afterwards, from the document alone", async ({
  standIn,
  chat,
  grace,
  adas,
}) => {
  const page = await adas();
  const reads = historyReads(standIn, chat);
  await page.context().setOffline(true);
  await expect(page.getByText("You are offline.")).toBeVisible();
  for (const body of ["One", "Two"]) await grace.say(chat, body);
  await page.context().setOffline(false);
  await expect.poll(() => shownTexts(page)).toEqual(["Before", "One", "Two"]);
  expect(historyReads(standIn, chat)).toBe(reads);
});

test("more than the document holds is read from the history", async ({ standIn, chat, grace, adas }) => {
  const page = await adas();
  const reads = historyReads(standIn, chat);
  await page.context().setOffline(true);
  await expect(page.getByText("You are offline.")).toBeVisible();
  const missed = Array.from({ length: 30 }, (_, at) => String(at));
  for (const body of missed) await grace.say(chat, body);
  await page.context().setOffline(false);
  await expect.poll(() => shownTexts(page)).toEqual(["Before", ...missed]);
  expect(historyReads(standIn, chat)).toBeGreaterThan(reads);
});

test("the connection is not called good while Firestore cannot be reached", async ({ chat, grace, adas }, info) => {
  const page = await adas();
  const hosts = hostsOf(page.context());
  let cut = true;
  await page.route(/Listen\/channel/, (route) => (cut ? route.abort() : route.fallback()));
  // Makes the SDK open its connection anew, which it cannot.
  await page.context().setOffline(true);
  await page.context().setOffline(false);
  await expect(page.getByText("Connection lost. Reconnecting…")).toBeVisible({ timeout: 30_000 });
  await page.screenshot({ path: info.outputPath("reconnecting.png") });
  await grace.say(chat, "Unseen");
  cut = false;
  await expect(message(page, "Unseen")).toBeVisible({ timeout: 40_000 });
  await expect(page.getByText("Connection lost. Reconnecting…")).toBeHidden();
  // Not even now is anybody else asked whether there is a network.
  expect([...hosts].filter((host) => !host.startsWith("127.0.0.1:"))).toEqual([]);
});

test("a page that is closed takes its own presence back, and not that of the one beside it", async ({
  standIn,
  ada,
  chat,
  adas,
}) => {
  const page = await adas();
  const second = await page.context().newPage();
  await second.goto(`${ada.base}/?chat=${chat.chat_id}`);
  await expect.poll(() => standIn.countOf(say)).toBe(2);
  await expect(message(second, "Before")).toBeVisible();
  await second.close({ runBeforeUnload: true });
  await expect.poll(() => standIn.countOf(leave)).toBe(1);
  expect(standIn.listeners).toHaveLength(1);
});
