import { expect, type Locator, type Page } from "@playwright/test";

// What the tests see and use on a screen, by the names that assistive technology gives.
export const messageBox = (page: Page): Locator => page.getByRole("textbox", { name: /^Message to / });
export const log = (page: Page): Locator => page.getByRole("log");
export const lines = (page: Page): Locator => log(page).locator("[data-line]");
export const bodies = (page: Page): Locator => log(page).locator("[data-line] p[dir=auto]");
// The message with exactly this body, or with "sender: body". Nothing that stands beside it can be taken for a part of it,
// be it the sender's name or the time of day.
export const message = (page: Page, text: string): Locator => bodies(page).filter({ hasText: ending(text) });
export const chatRow = (page: Page, name: string): Locator =>
  page.getByRole("navigation", { name: "Your chats" }).getByRole("link", { name });
export const banner = (page: Page): Locator => page.getByText(/Reconnecting|Connecting…/);

// The lines of the open conversation as texts, without the sender's name that stands before each for screen readers.
export async function shownTexts(page: Page): Promise<string[]> {
  const texts = await bodies(page).allTextContents();
  return texts.map((text) => text.slice(text.indexOf(": ") + 2));
}

// The same of all that is loaded, from the first to the last, as one who reads it all would see it: only what is near the
// view stands in the page.
export async function walkTexts(page: Page): Promise<string[]> {
  const texts = new Map<string, string>();
  await log(page).evaluate((scroller) => {
    scroller.scrollTop = 0;
  });
  for (let more = true; more;) {
    const seen = await lines(page).evaluateAll((all) =>
      all.map((line) => [line.id, line.querySelector("p[dir=auto]")?.textContent ?? ""] as const),
    );
    for (const [id, text] of seen) texts.set(id, text.slice(text.indexOf(": ") + 2));
    more = await log(page).evaluate(async (scroller) => {
      const before = scroller.scrollTop;
      scroller.scrollTop += scroller.clientHeight / 2;
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
      return scroller.scrollTop > before;
    });
  }
  return [...texts.values()];
}

// Scrolls the conversation to its top, and again when more came in above, until this is to be seen.
export async function scrollUpTo(page: Page, target: Locator, timeoutMs = 30_000): Promise<void> {
  const up = async () => {
    await log(page).evaluate((scroller) => {
      scroller.scrollTop = scroller.scrollTop > 1 ? 0 : 1;
    });
    return target.isVisible();
  };
  await expect.poll(up, { timeout: timeoutMs, intervals: [20] }).toBe(true);
}

export async function openChat(page: Page, name: string): Promise<void> {
  await chatRow(page, name).click();
  await messageBox(page).waitFor();
}

export async function write(page: Page, body: string): Promise<void> {
  await messageBox(page).fill(body);
  await messageBox(page).press("Enter");
}

function ending(text: string): RegExp {
  return new RegExp(`(^|: )${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
}
