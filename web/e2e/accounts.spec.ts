import type { Route } from "@playwright/test";
import { Account, expect, type Page, test } from "./fixtures";
import { message, messageBox } from "./screen";

const problem = (page: Page) => page.getByRole("form").getByRole("alert");

async function fillIn(page: Page, name: string, password: string) {
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.getByLabel("Password").press("Enter");
}

test("creates an account, logs out and logs in again", async ({ device }) => {
  const page = await device();
  await page.goto("/");
  await page.getByRole("button", { name: "Create an account" }).click();
  await fillIn(page, "Zoë Ægir", Account.password);
  await expect(page.getByText("You have no chats yet.")).toBeVisible();
  await page.getByRole("button", { name: "Log out" }).click();
  await fillIn(page, "Zoë Ægir", Account.password);
  await expect(page.getByText("You have no chats yet.")).toBeVisible();
});

test("stays logged in over a reload, and logs out in every tab", async ({ account, deviceOf }) => {
  const page = await deviceOf(await account("ada"));
  await page.goto("/");
  await page.reload();
  await expect(page.getByText("You have no chats yet.")).toBeVisible();
  const tab = await page.context().newPage();
  await tab.goto("/");
  await tab.getByRole("button", { name: "Log out" }).click();
  await expect(page.getByRole("form", { name: "Log in" })).toBeVisible();
});

test("shows nobody what another wrote and did not send, whichever tab they log out in", async ({
  account,
  deviceOf,
}) => {
  const [ada, grace, radia] = [await account("ada"), await account("Grace"), await account("Radia")];
  const chat = await ada.startChat(grace, radia);
  const page = await deviceOf(ada);
  await page.goto(`/?chat=${chat.chat_id}`);
  await messageBox(page).fill("Between me and myself");
  const tab = await page.context().newPage();
  await tab.goto("/");
  await tab.getByRole("button", { name: "Log out" }).click();
  await fillIn(page, "Grace", Account.password);
  await expect(messageBox(page)).toHaveValue("");
});

test("creates an account whose first answer was lost", async ({ device }) => {
  const page = await device();
  await page.goto("/");
  await page.getByRole("button", { name: "Create an account" }).click();
  const loseAnswer = async (route: Route) => {
    await route.fetch();
    await route.abort();
  };
  await page.route("**/auth/api/v1/users/", loseAnswer, { times: 1 });
  await fillIn(page, "ada", Account.password);
  await expect(problem(page)).toHaveText("The server cannot be reached.");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText("You have no chats yet.")).toBeVisible();
});

test("says what is wrong with what was typed", async ({ account, device }) => {
  await account("ada");
  const page = await device();
  await page.goto("/");
  await fillIn(page, "ada", "not the password");
  await expect(problem(page)).toHaveText("Wrong name or password.");
  await fillIn(page, "nobody", "not the password");
  await expect(problem(page)).toHaveText("Wrong name or password.");

  await page.getByRole("button", { name: "Create an account" }).click();
  await fillIn(page, "al", "short");
  await expect(page.getByLabel("Name")).toHaveAccessibleDescription("A name has 3 to 64 characters.");
  await expect(page.getByLabel("Name")).toBeFocused();
  await expect(page.getByLabel("Password")).toHaveAccessibleDescription("A password has at least 8 characters.");
  await fillIn(page, "ada", Account.password);
  await expect(problem(page)).toHaveText("This name, or one that looks like it, is taken. Choose another one.");
});

test("shows what the server has against a name", async ({ device }) => {
  const page = await device();
  await page.goto("/");
  await page.getByRole("button", { name: "Create an account" }).click();
  await fillIn(page, "ada\u200bada", Account.password);
  await expect(page.getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Name")).not.toHaveAccessibleDescription("3 to 64 characters.");
});

test.describe("with the limits on", () => {
  test.use({ settings: [] });

  test("says how long to wait after too many wrong passwords", async ({ account, device }) => {
    await account("ada");
    const page = await device();
    await page.goto("/");
    for (let attempt = 1; attempt <= 5; ++attempt) {
      await fillIn(page, "ada", `wrong password ${attempt}`);
      await expect(page.getByRole("button", { name: "Log in" })).toBeEnabled();
    }
    await fillIn(page, "ada", Account.password);
    await expect(problem(page)).toHaveText(/Try again in \d+ (seconds|minutes)\./);
  });
});

test.describe("with short sessions", () => {
  test.use({ settings: ["guard.enabled=false", "auth.token_lifetime=3s"] });

  test("goes back to the log-in when the session ends while nothing is done", async ({ account, deviceOf }) => {
    const page = await deviceOf(await account("ada"));
    await page.goto("/");
    await expect(page.getByText("Your session has ended.")).toBeVisible({ timeout: 15_000 });
    await expect(page.getByLabel("Name")).toHaveValue("ada");
    // Whoever was in the middle of a word goes on typing.
    await page.keyboard.type("secret thoughts");
    await expect(page.getByLabel("Password")).toHaveValue("");
  });
});

test("says that the server cannot be reached", async ({ server, device }) => {
  const page = await device();
  await page.goto("/");
  await server.stop();
  await fillIn(page, "ada", Account.password);
  await expect(problem(page)).toHaveText("The server cannot be reached.");
});

test("asks for the password again when the session has ended, and keeps what was not sent", async ({
  account,
  deviceOf,
}) => {
  const [ada, grace] = [await account("ada"), await account("Grace")];
  const chat = await ada.startChat(grace);
  const page = await deviceOf(ada);
  await page.goto(`/?chat=${chat.chat_id}`);
  await page.route("**/messaging/", (route) =>
    route.fulfill({ status: 403, json: { detail: "Could not validate credentials" } }),
  );
  await page.getByRole("textbox", { name: "Message to Grace" }).fill("Kept through the log-in");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Your session has ended.")).toBeVisible();
  await expect(page.getByLabel("Name")).toHaveValue("ada");
  await page.unroute("**/messaging/");
  await page.getByLabel("Password").fill(Account.password);
  await page.keyboard.press("Enter");
  await expect(message(page, "Kept through the log-in")).toBeVisible();
  await expect.poll(() => grace.history(chat)).toEqual(["Kept through the log-in"]);
});
