import { test as base, type BrowserContext, type BrowserContextOptions, expect, type Page } from "@playwright/test";
import { Account } from "./account";
import { CaravanServer } from "./caravan-server";

export { Account, expect };
export type { Page };

interface Fixtures {
  // Settings of the server's option table, for a test that needs others than these.
  settings: string[];
  // What of a page's complaints about the policy is expected.
  tolerated: RegExp | null;
  server: CaravanServer;
  // Where devices find the chat unless they are told otherwise.
  origin: string;
  // A fresh device on which nobody is logged in.
  device: (options?: BrowserContextOptions) => Promise<Page>;
  // A fresh device on which this account is logged in.
  deviceOf: (account: Account, options?: BrowserContextOptions) => Promise<Page>;
  account: (name: string) => Promise<Account>;
}

// Whatever a test does, no page may break the Content-Security-Policy or throw.
export const test = base.extend<Fixtures>({
  settings: [["guard.enabled=false"], { option: true }],

  tolerated: [null, { option: true }],

  server: async ({ settings }, use) => {
    const server = await CaravanServer.start(settings);
    await use(server);
    await server.remove();
  },

  origin: async ({ server }, use) => {
    await use(server.url);
  },

  account: async ({ origin }, use) => {
    await use((name) => Account.create(origin, name));
  },

  device: async ({ browser, origin, contextOptions, tolerated }, use) => {
    const contexts: BrowserContext[] = [];
    const faults: string[] = [];
    await use(async (options) => {
      const context = await browser.newContext({ ...contextOptions, baseURL: origin, ...options });
      contexts.push(context);
      const page = await context.newPage();
      page.on("pageerror", (error) => faults.push(error.message));
      page.on("console", (message) => {
        const text = message.text();
        if (/content security policy|refused to|hydrat/i.test(text) && !tolerated?.test(text)) faults.push(text);
      });
      return page;
    });
    await Promise.all(contexts.map((context) => context.close()));
    expect(faults).toEqual([]);
  },

  deviceOf: async ({ device }, use) => {
    await use((account, options) => {
      const session = { token: account.token, userId: account.id, username: account.name };
      const localStorage = [{ name: "caravan.session", value: JSON.stringify(session) }];
      const origins = [{ origin: account.base, localStorage }];
      return device({ baseURL: account.base, storageState: { cookies: [], origins }, ...options });
    });
  },
});
