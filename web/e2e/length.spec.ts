import type { CDPSession, Page } from "@playwright/test";
import { type Account, expect, test } from "./fixtures";
import { lines, log, message, messageBox, scrollUpTo, shownTexts, walkTexts, write } from "./screen";

// What a reader pays for a conversation's length: nothing.
const long = 5_000;
const short = 40;
const elementsMax = 1_500;
const costRatioMax = 1.5;
const rounds = 5;
// In so many frames the short conversation is not at its top, where a scroll would cost nothing.
const frames = 60;
const framePx = 15;

test.describe.configure({ mode: "serial" });

async function fill(account: Account, chat: Awaited<ReturnType<Account["startChat"]>>, count: number): Promise<void> {
  let next = 0;
  const sayOn = async () => {
    while (next < count) await account.say(chat, `line ${next++}`);
  };
  await Promise.all(Array.from({ length: 8 }, sayOn));
}

async function openWhole(page: Page, chatId: string): Promise<void> {
  await page.goto(`/?chat=${chatId}`);
  await expect(lines(page).last()).toBeInViewport();
  await scrollUpTo(page, page.getByText("This is where the conversation begins."), 90_000);
}

async function busyMs(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send("Performance.getMetrics");
  return 1_000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0);
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

// The main thread's time for each act, in the middle of several tries.
async function costs(page: Page): Promise<Record<"send" | "keys" | "scroll", number>> {
  const cdp = await page.context().newCDPSession(page);
  // Of the processor, so that what runs beside it counts for nothing.
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  const took = { send: [] as number[], keys: [] as number[], scroll: [] as number[] };
  const timed = async (into: number[], act: () => Promise<void>) => {
    const before = await busyMs(cdp);
    await act();
    into.push((await busyMs(cdp)) - before);
  };
  for (let round = 0; round < rounds; ++round) {
    await page.getByRole("button", { name: "Go to the newest message" }).click();
    await timed(took.send, async () => {
      await write(page, `sent ${round}`);
      await expect(message(page, `sent ${round}`)).toBeInViewport();
      await expect(log(page).getByText("Sending", { exact: true })).toHaveCount(0);
    });
    await timed(took.keys, () => page.keyboard.type("ten keys 1"));
    await messageBox(page).fill("");
    await timed(took.scroll, () =>
      log(page).evaluate(
        async (scroller, { frames, framePx }) => {
          for (let frame = 0; frame < frames; ++frame) {
            scroller.scrollTop -= framePx;
            await new Promise(requestAnimationFrame);
          }
        },
        { frames, framePx },
      ),
    );
    expect(await log(page).evaluate((scroller) => scroller.scrollTop)).toBeGreaterThan(0);
  }
  return { send: median(took.send), keys: median(took.keys), scroll: median(took.scroll) };
}

test("a conversation of 5,000 messages costs as much as one of 40", async ({ account, deviceOf }) => {
  test.slow();
  const [ada, grace, ken] = [await account("ada"), await account("Grace"), await account("Ken")];
  const [few, many] = [await ada.startChat(grace), await ada.startChat(ken)];
  await Promise.all([fill(ada, few, short), fill(ada, many, long)]);
  const page = await deviceOf(ada);

  await openWhole(page, few.chat_id);
  const ofFew = await costs(page);
  await openWhole(page, many.chat_id);
  expect(await page.locator("*").count()).toBeLessThanOrEqual(elementsMax);
  const ofMany = await costs(page);
  expect(await page.locator("*").count()).toBeLessThanOrEqual(elementsMax);

  console.log("main thread, ms:", JSON.stringify({ ofFew, ofMany }));
  for (const act of ["send", "keys", "scroll"] as const)
    expect(ofMany[act] / ofFew[act], `${act}: ${ofMany[act]} ms beside ${ofFew[act]} ms`).toBeLessThan(costRatioMax);
});

test("what left the page comes back as it was", async ({ account, deviceOf }) => {
  const [ada, grace] = [await account("ada"), await account("Grace")];
  const chat = await ada.startChat(grace);
  const said = Array.from({ length: 200 }, (_, at) => (at === 3 ? "long ".repeat(900).trim() : `line ${at}`));
  for (const [at, body] of said.entries()) await (at % 5 < 2 ? ada : grace).say(chat, body);
  const page = await deviceOf(ada);
  await openWhole(page, chat.chat_id);

  const unfold = page.getByRole("button", { name: "Show more" });
  await unfold.scrollIntoViewIfNeeded();
  await unfold.click();
  await expect(unfold).toHaveCount(0);
  expect(await walkTexts(page)).toEqual(said);
  expect((await shownTexts(page)).length).toBeLessThan(said.length);

  // The focus of a line that went away stays in the list, and the keys go on from there.
  await log(page).evaluate((scroller) => {
    scroller.scrollTop = 0;
  });
  await expect(message(page, said[3] ?? "")).toBeAttached();
  await expect(unfold).toHaveCount(0);
});
