import { message } from "../screen";
import { expect, test } from "./fixtures";

const mint = "POST /auth/api/v1/firebase-token/";

test("a session that was ended elsewhere is begun anew", async ({ standIn, exchange, chat, ada, grace, adas }) => {
  const page = await adas();
  await standIn.endSessions(ada);
  await expect.poll(() => exchange.signIns).toBe(2);
  await grace.say(chat, "After");
  await expect(message(page, "After")).toBeVisible();
  expect(standIn.countOf(mint)).toBe(2);
});

test("who is not let in again is logged out", async ({ standIn, ada, adas }) => {
  const page = await adas();
  standIn.sessionsAreOver = true;
  await standIn.endSessions(ada);
  await expect(page.getByText("Your session has ended")).toBeVisible();
  expect(standIn.countOf(mint)).toBe(2);
});

test("a token that has run out is renewed", async ({ standIn, exchange, chat, grace, adas }) => {
  const page = await adas();
  await page.clock.fastForward("02:00:00");
  await expect.poll(() => exchange.refreshes).toBeGreaterThan(0);
  await grace.say(chat, "Two hours later");
  await expect(message(page, "Two hours later")).toBeVisible();
  expect(standIn.countOf(mint)).toBe(1);
});

test("a log-out ends the listener, the presence and the sessions", async ({ standIn, chat, grace, adas }) => {
  const page = await adas();
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page.getByRole("button", { name: "Log in" })).toBeVisible();
  await expect.poll(() => standIn.countOf("DELETE /auth/api/v1/firebase-token/")).toBe(1);
  expect(standIn.countOf("DELETE /connection/presence/")).toBe(1);
  const firestore: string[] = [];
  page.on("request", (request) => firestore.push(request.url()));
  await grace.say(chat, "After");
  await page.clock.runFor(10_000);
  expect(firestore).toEqual([]);
  expect(standIn.countOf(mint)).toBe(1);
});
