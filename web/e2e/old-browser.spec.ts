import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { chatRow, log, message, write } from "./screen";

// Takes away what browsers have learned in the last five years, as far as a script can.
async function forgetNewFunctions(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const take = (owner: object, ...names: string[]) => {
      for (const name of names) Reflect.deleteProperty(owner, name);
    };
    take(Intl, "Segmenter");
    take(AbortSignal, "any", "timeout");
    take(AbortSignal.prototype, "throwIfAborted");
    take(URL, "canParse", "parse");
    take(Array, "fromAsync");
    take(Array.prototype, "at", "findLast", "findLastIndex", "toReversed", "toSorted", "toSpliced", "with");
    take(String.prototype, "at", "isWellFormed", "toWellFormed");
    take(Object, "groupBy", "hasOwn");
    take(Map, "groupBy");
    take(Promise, "try", "withResolvers");
    take(Set.prototype, "difference", "intersection", "isSubsetOf", "symmetricDifference", "union");
    take(Element.prototype, "checkVisibility", "setHTMLUnsafe");
    take(HTMLElement.prototype, "showPopover", "hidePopover", "togglePopover");
    take(crypto, "randomUUID");
    take(Crypto.prototype, "randomUUID");
    take(window, "structuredClone", "scheduler", "navigation", "reportError", "requestIdleCallback");
    take(navigator, "locks", "userActivation", "storage");
    window.RegExp = new Proxy(RegExp, {
      construct(target, [pattern, flags]: [string | RegExp, string?]) {
        if (/\(\?<[=!]/.test(String(pattern))) throw new SyntaxError("invalid group specifier name");
        return new target(pattern, flags);
      },
    });
  });
}

test("a browser of five years ago gets a working page", async ({ account, deviceOf }) => {
  const [ada, grace] = [await account("ada"), await account("🇵🇹 Grace")];
  const chat = await ada.startChat(grace);
  const page = await deviceOf(ada);
  await forgetNewFunctions(page);
  await page.goto("/");
  await chatRow(page, "Grace").click();
  await write(page, "Look at https://example.org, ada@example.org says");
  await expect(log(page).getByRole("link", { name: "https://example.org" })).toBeVisible();
  await expect(log(page).getByRole("link", { name: "ada@example.org" })).toBeVisible();
  await grace.say(chat, "long ".repeat(1_000).trim());
  await page.getByRole("button", { name: "Show more" }).click();
  await grace.say(chat, "Seen");
  await expect(message(page, "Seen")).toBeVisible();
});
