import { randomUUID } from "node:crypto";
import { Account, type Chat } from "../account";
import { expect, type Page, test as base } from "../fixtures";
import { banner, log, message, shownTexts, write } from "../screen";
import { Installation } from "./installation";

interface Side {
  readonly account: Account;
  readonly page: Page;
}

interface Fixtures {
  installation: Installation;
  // Two people with a chat of their own open before them, each on a front node of their own.
  pair: { readonly ada: Side; readonly grace: Side; readonly chat: Chat };
}

const test = base.extend<Fixtures>({
  installation: async ({}, use) => {
    await use(new Installation());
  },

  origin: async ({ installation }, use) => {
    await use(installation.urls[0]);
  },

  pair: async ({ installation, deviceOf }, use) => {
    const [adas, graces] = installation.urls;
    const mark = randomUUID().slice(0, 8);
    const ada = await Account.create(adas, `ada ${mark}`);
    const grace = await Account.create(graces, `Grace ${mark}`);
    const chat = await ada.startChat(grace);
    const open = async (account: Account): Promise<Side> => {
      const page = await deviceOf(account);
      const readSubscribed = historyReadSubscribed(page);
      await page.goto(`/?chat=${chat.chat_id}`);
      await readSubscribed;
      await expect(log(page).getByText(/^Say hello to/)).toBeVisible();
      return { account, page };
    };
    await use({ ada: await open(ada), grace: await open(grace), chat });
  },
});

// Resolves when a page that has subscribed asks for the history: from its answer on, only what is pushed to it is new.
function historyReadSubscribed(page: Page): Promise<unknown> {
  let subscribed = false;
  page.on("websocket", (socket) => {
    socket.on("framereceived", () => {
      subscribed = true;
    });
  });
  return page.waitForRequest((request) => subscribed && request.url().includes("/messages"));
}

// Both screens and both histories show these bodies, each once and in one order.
async function expectOnce(pair: Fixtures["pair"], bodies: readonly string[]): Promise<void> {
  const { ada, grace, chat } = pair;
  for (const { page } of [ada, grace]) {
    await expect.poll(async () => (await shownTexts(page)).sort()).toEqual([...bodies].sort());
    await expect(log(page).getByText("Sending", { exact: true })).toHaveCount(0);
    await expect(banner(page)).toBeHidden();
  }
  const history = await ada.account.history(chat);
  expect(await grace.account.history(chat)).toEqual(history);
  expect(await shownTexts(ada.page)).toEqual(history);
  expect(await shownTexts(grace.page)).toEqual(history);
}

function numbered(name: string, from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, at) => `${name} ${from + at}`);
}

async function writeAll(page: Page, bodies: readonly string[]): Promise<void> {
  for (const body of bodies) await write(page, body);
}

test("two people on two nodes chat", async ({ pair }, info) => {
  const { ada, grace } = pair;
  await write(ada.page, "Are you on the other one?");
  await expect(message(grace.page, "Are you on the other one?")).toBeVisible();
  await write(grace.page, "I am");
  await expect(message(ada.page, "I am")).toBeVisible();
  await expectOnce(pair, ["Are you on the other one?", "I am"]);
  await ada.page.screenshot({ path: info.outputPath("ada.png") });
});

test("a node is killed under one of them, who goes on at the other one", async ({ installation, pair }, info) => {
  const { ada, grace } = pair;
  await writeAll(ada.page, numbered("ada", 0, 3));
  await expect(message(grace.page, "ada 2")).toBeVisible();
  await Promise.all([
    installation.tell("front-0", "kill"),
    writeAll(ada.page, numbered("ada", 3, 9)),
    writeAll(grace.page, numbered("Grace", 0, 6)),
  ]);
  await expectOnce(pair, [...numbered("ada", 0, 9), ...numbered("Grace", 0, 6)]);
  await ada.page.screenshot({ path: info.outputPath("ada.png") });

  await installation.tell("front-0", "start");
  await installation.tell("front-1", "kill");
  await writeAll(grace.page, numbered("Grace", 6, 9));
  await expectOnce(pair, [...numbered("ada", 0, 9), ...numbered("Grace", 0, 9)]);
  await installation.tell("front-1", "start");
});

test("who reaches no node is told so, and what they wrote waits", async ({ installation, pair }, info) => {
  const { ada, grace } = pair;
  await write(ada.page, "Before");
  await expect(message(grace.page, "Before")).toBeVisible();
  await installation.tell("balancer-0", "cut");
  await expect(banner(ada.page)).toBeVisible();
  await write(ada.page, "Into the void");
  await expect(log(ada.page).getByText("Sending", { exact: true })).toHaveCount(1);
  await write(grace.page, "Are you there?");
  await expect(log(grace.page).getByText("Sent", { exact: true })).toBeVisible();
  await ada.page.screenshot({ path: info.outputPath("ada cut off.png") });
  await installation.tell("balancer-0", "forward");
  await expectOnce(pair, ["Before", "Into the void", "Are you there?"]);
});

test("all nodes are replaced while both write", async ({ installation, pair }) => {
  const { ada, grace } = pair;
  const replaced = ["fan-out-0", "fan-out-1", "front-0", "front-1"];
  let number = 0;
  for (const node of replaced) {
    await Promise.all([
      installation.tell(node, "restart"),
      writeAll(ada.page, numbered("ada", number, number + 4)),
      writeAll(grace.page, numbered("Grace", number, number + 4)),
    ]);
    number += 4;
  }
  await expectOnce(pair, [...numbered("ada", 0, number), ...numbered("Grace", 0, number)]);
});

test("what is sent while the broker is away is sent, and arrives when it is back", async ({ installation, pair }) => {
  const { ada, grace } = pair;
  await installation.tell("kafka", "cut");
  await writeAll(ada.page, numbered("ada", 0, 3));
  await expect(log(ada.page).getByText("Sending", { exact: true })).toHaveCount(0);
  expect(await shownTexts(grace.page)).toEqual([]);
  await installation.tell("kafka", "forward");
  await expectOnce(pair, numbered("ada", 0, 3));
});
