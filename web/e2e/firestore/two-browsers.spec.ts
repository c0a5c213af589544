import type { Page } from "@playwright/test";
import type { Account, Chat } from "../account";
import { CaravanServer } from "../caravan-server";
import { log, message, shownTexts, write } from "../screen";
import { expect, test as base } from "./fixtures";
import { feedSettings } from "./feed-settings";
import { ServiceAccount } from "./service-account";

interface Fixtures {
  realtime: "firestore" | "both";
  window: string;
  serviceAccount: ServiceAccount;
  // ada and Grace with their chat open before them.
  pair: { readonly ada: Side; readonly grace: Side; readonly chat: Chat };
}

interface Side {
  readonly account: Account;
  readonly page: Page;
}

// The real server, which writes to the emulator and signs with a key of its own.
const test = base.extend<Fixtures>({
  realtime: ["firestore", { option: true }],
  window: ["3s", { option: true }],

  serviceAccount: async ({}, use) => {
    const serviceAccount = await ServiceAccount.create();
    await use(serviceAccount);
    await serviceAccount.remove();
  },

  server: async ({ settings, realtime, window, serviceAccount, hidane, exchange }, use) => {
    const own = [`web.realtime=${realtime}`, `aggregate.window=${window}`];
    const feed = [...feedSettings(hidane, exchange, serviceAccount), ...own];
    const server = await CaravanServer.start([...settings, ...feed], { FIRESTORE_EMULATOR_HOST: hidane.host });
    await use(server);
    await server.remove();
  },

  origin: async ({ server }, use) => {
    await use(server.url);
  },

  pair: async ({ account, deviceOf }, use) => {
    const [ada, grace] = [await account("ada"), await account("Grace")];
    const chat = await ada.startChat(grace);
    const open = async (account: Account): Promise<Side> => {
      const page = await deviceOf(account);
      await page.goto(`/?chat=${chat.chat_id}`);
      await expect(log(page).getByText(/^Say hello to/)).toBeVisible();
      return { account, page };
    };
    await use({ ada: await open(ada), grace: await open(grace), chat });
  },
});

async function expectShown({ page }: Side, bodies: readonly string[]): Promise<void> {
  await expect.poll(() => shownTexts(page), { timeout: 30_000 }).toEqual(bodies);
}

async function expectBoth({ ada, grace }: Fixtures["pair"], bodies: readonly string[]): Promise<void> {
  for (const side of [ada, grace]) await expectShown(side, bodies);
}

test("two people chat through Firestore alone", async ({ pair }) => {
  const { ada, grace } = pair;
  let sockets = 0;
  for (const { page } of [ada, grace]) page.on("websocket", () => ++sockets);
  await write(ada.page, "Hello Grace");
  await expectBoth(pair, ["Hello Grace"]);
  await write(grace.page, "Hello ada");
  await expectBoth(pair, ["Hello Grace", "Hello ada"]);
  await ada.page.reload();
  await write(grace.page, "Still there?");
  await expectBoth(pair, ["Hello Grace", "Hello ada", "Still there?"]);
  expect(sockets).toBe(0);
});

test.describe("while messages wait for long", () => {
  test.use({ window: "50s" });

  test("who writes sees at once what waits for her", async ({ pair }) => {
    const { ada, grace } = pair;
    await write(ada.page, "Do not wait");
    await expectBoth(pair, ["Do not wait"]);
    await write(ada.page, "Wait");
    await expectShown(ada, ["Do not wait", "Wait"]);
    expect(await shownTexts(grace.page)).toEqual(["Do not wait"]);
    await write(grace.page, "Here");
    await expectShown(grace, ["Do not wait", "Wait", "Here"]);
  });
});

test("what was said while a device was cut off is there when it is back", async ({ pair }) => {
  const { ada, grace, chat } = pair;
  await write(grace.page, "Before");
  await expectBoth(pair, ["Before"]);
  await ada.page.context().setOffline(true);
  await expect(ada.page.getByText("You are offline.")).toBeVisible();
  const missed = Array.from({ length: 45 }, (_, at) => String(at));
  for (const body of missed) await grace.account.say(chat, body);
  await ada.page.context().setOffline(false);
  await write(grace.page, "After");
  // Grace's own page did not send them, and learns of them when it reads history.
  await expectShown(ada, ["Before", ...missed, "After"]);
});

test("a log-out ends the person's sessions, and another device goes on by itself", async ({
  pair,
  deviceOf,
  exchange,
}) => {
  const { ada, grace, chat } = pair;
  const phone = await deviceOf(ada.account);
  await phone.goto(`/?chat=${chat.chat_id}`);
  await write(grace.page, "To both devices");
  for (const page of [ada.page, phone]) await expect(message(page, "To both devices")).toBeVisible();
  // The history may have shown the message to a device that is still signing in.
  await expect.poll(() => exchange.signIns).toBe(3);
  await ada.page.getByRole("button", { name: "Log out" }).click();
  await expect.poll(() => exchange.signIns).toBe(4);
  await write(grace.page, "To the other one");
  await expect(message(phone, "To the other one")).toBeVisible({ timeout: 30_000 });
});

test("a browser is sent a document for each read that the meter reckons", async ({ account, deviceOf, server }) => {
  const [ada, grace] = [await account("ada"), await account("Grace")];
  const chat = await ada.startChat(grace);
  const page = await deviceOf(ada);
  await page.addInitScript(countDocuments);
  await page.goto(`/?chat=${chat.chat_id}`);
  for (let at = 1; at <= 4; ++at) {
    await grace.say(chat, `Message ${at}`);
    await expect(message(page, `Message ${at}`)).toBeVisible();
  }
  const sent = () => page.evaluate(() => Number(document.documentElement.dataset.documentsSent));
  const reckoned = async () => readsReckoned(await (await fetch(`${server.url}/metrics`)).text());
  await expect.poll(reckoned).toBeGreaterThan(0);
  // The last message may have come from the history, and its write is yet to be made.
  await expect.poll(async () => (await sent()) - (await reckoned())).toBe(0);
});

function readsReckoned(metrics: string): number {
  const reads = /^caravan_cost_operations_total\{cause="listener",kind="read",layout="inbox"\} (\d+)$/m.exec(metrics);
  return Number(reads?.[1] ?? 0);
}

// Runs in the page before its own scripts: counts the documents in what Firestore's streams send.
function countDocuments(): void {
  let documents = 0;
  const read = async (body: ReadableStream<Uint8Array>): Promise<void> => {
    const texts = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await texts.read();
      if (done) return;
      const parts = (rest + value).split('"documentChange"');
      documents += parts.length - 1;
      document.documentElement.dataset.documentsSent = String(documents);
      rest = parts[parts.length - 1]?.slice(-20) ?? "";
    }
  };
  const original = window.fetch.bind(window);
  window.fetch = async (...request) => {
    const response = await original(...request);
    const listens = response.url.includes("/google.firestore.v1.Firestore/Listen/channel");
    // A stream that the page gives up ends here, too.
    if (listens) read(response.clone().body ?? new ReadableStream()).catch(() => undefined);
    return response;
  };
}

test.describe("by socket, with Firestore behind it", () => {
  test.use({ realtime: "both" });

  test("who can have no socket chats with who has one", async ({ account, deviceOf, exchange }) => {
    const [ada, grace] = [await account("ada"), await account("Grace")];
    const chat = await ada.startChat(grace);
    const [adas, graces] = [await deviceOf(ada), await deviceOf(grace)];
    await adas.routeWebSocket(/\/connection\/websocket$/, (socket) => socket.close({ code: 1006 }));
    for (const page of [adas, graces]) await page.goto(`/?chat=${chat.chat_id}`);
    await expect.poll(() => exchange.signIns).toBe(1);
    await write(graces, "By socket");
    await expect(message(adas, "By socket")).toBeVisible({ timeout: 30_000 });
    await write(adas, "By Firestore");
    await expect(message(graces, "By Firestore")).toBeVisible();
    expect(exchange.signIns).toBe(1);
  });
});
