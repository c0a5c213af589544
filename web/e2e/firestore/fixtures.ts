import type { BrowserContext, BrowserContextOptions, Page } from "@playwright/test";
import type { Account, Chat } from "../account";
import { expect, test as base } from "../fixtures";
import { message } from "../screen";
import { Hidane } from "./hidane";
import { StandIn } from "./stand-in";
import { TokenExchange } from "./token-exchange";

export { expect };
export type { Page };

interface Fixtures {
  hidane: Hidane;
  exchange: TokenExchange;
  standIn: StandIn;
  // ada, Grace, and a chat of theirs in which Grace has said "Before".
  ada: Account;
  grace: Account;
  chat: Chat;
  // A fresh device on which ada has that chat open. Messages reach it through Firestore when it is there.
  adas: (options?: BrowserContextOptions) => Promise<Page>;
}

// Firestore's emulator and a token exchange for each test, and a stand-in for Caravan's server in place of the real one.
export const test = base.extend<Fixtures>({
  // The SDK looks whether www.google.com answers when a connection fails. The policy does not let it.
  tolerated: /cleardot\.gif/,

  hidane: async ({}, use) => {
    const hidane = await Hidane.start();
    await use(hidane);
    await hidane.stop();
  },

  exchange: async ({}, use) => {
    const exchange = await TokenExchange.start();
    await use(exchange);
    exchange.stop();
  },

  standIn: async ({ hidane, exchange }, use) => {
    const standIn = await StandIn.start(hidane, exchange);
    await use(standIn);
    standIn.stop();
  },

  origin: async ({ standIn }, use) => {
    await use(standIn.url);
  },

  ada: async ({ account }, use) => {
    await use(await account("ada"));
  },

  grace: async ({ account }, use) => {
    await use(await account("Grace"));
  },

  chat: async ({ ada, grace }, use) => {
    const chat = await ada.startChat(grace);
    await grace.say(chat, "Before");
    await use(chat);
  },

  adas: async ({ ada, chat, deviceOf, standIn }, use) => {
    await use(async (options) => {
      const page = await deviceOf(ada, options);
      await page.clock.install();
      const reads = historyReads(standIn, chat);
      await page.goto(`/?chat=${chat.chat_id}`);
      await expect(message(page, "Before")).toBeVisible();
      // Once when it was opened, once for what may have been missed before the first snapshot.
      await expect.poll(() => historyReads(standIn, chat)).toBe(reads + 2);
      return page;
    });
  },
});

export function historyReads(standIn: StandIn, { chat_id }: Chat): number {
  return standIn.countOf(`GET /chat/api/v1/chat/${chat_id}/messages/`);
}

// Hosts that have answered pages of this context from now on, or were asked in vain. What the policy forbids is not asked.
export function hostsOf(context: BrowserContext): ReadonlySet<string> {
  const hosts = new Set<string>();
  context.on("response", (response) => hosts.add(new URL(response.url()).host));
  context.on("requestfailed", (request) => {
    if (request.failure()?.errorText !== "csp") hosts.add(new URL(request.url()).host);
  });
  return hosts;
}
