import type { Route } from "@playwright/test";
import { Account, expect, type Page, test } from "./fixtures";
import { chatRow, lines, log, message, messageBox, openChat, shownTexts, write } from "./screen";

const sends = "**/chat/api/v1/messaging/";

// Answers the next send as the given server would, and lets the others through.
async function refuseOnce(page: Page, answer: Parameters<Route["fulfill"]>[0]) {
  await page.route(sends, (route) => route.fulfill(answer), { times: 1 });
}

test("survives a reload in mid-send, with one message", async ({ account, deviceOf }) => {
  const [ada, grace] = [await account("ada"), await account("Grace")];
  const chat = await ada.startChat(grace);
  const page = await deviceOf(ada);
  await page.goto(`/?chat=${chat.chat_id}`);
  // The server stores the message, but its answer never arrives, and live delivery comes too late.
  await page.routeWebSocket("**/connection/websocket", () => undefined);
  await page.reload();
  const stored = new Promise<void>((resolve) => {
    const holdAnswer = async (route: Route) => {
      await route.fetch();
      resolve();
    };
    void page.route(sends, holdAnswer, { times: 1 });
  });
  await write(page, "Once and only once");
  await stored;
  await expect(log(page).getByText("Sending", { exact: true })).toBeAttached();

  const retried = page.waitForRequest(sends);
  await page.reload();
  expect(await (await retried).headerValue("Retry-Attempt")).toBe("1");
  await expect(log(page).getByText("Sent", { exact: true })).toHaveCount(1);
  expect(await shownTexts(page)).toEqual(["Once and only once"]);
  expect(await grace.history(chat)).toEqual(["Once and only once"]);
});

test("keeps the order of what is written quickly", async ({ account, deviceOf }) => {
  const [ada, grace] = [await account("ada"), await account("Grace")];
  const chat = await ada.startChat(grace);
  const page = await deviceOf(ada);
  await page.goto(`/?chat=${chat.chat_id}`);
  const written = Array.from({ length: 12 }, (_, at) => `line ${at}`);
  for (const line of written) await write(page, line);
  await expect(log(page).getByText("Sent", { exact: true })).toHaveCount(written.length);
  expect(await shownTexts(page)).toEqual(written);
  expect(await grace.history(chat)).toEqual(written);
});

test("tries again by itself when the server is busy, as long after as it asks", async ({ account, deviceOf }) => {
  const [ada, grace] = [await account("ada"), await account("Grace")];
  const chat = await ada.startChat(grace);
  const page = await deviceOf(ada);
  await page.goto(`/?chat=${chat.chat_id}`);
  await refuseOnce(page, { status: 503, headers: { "Retry-After": "1" }, json: { detail: "The server is full" } });
  const first = page.waitForRequest(sends);
  await write(page, "Again");
  const refused = await first;
  await expect(log(page).getByText("Waiting. The server is not available at the moment.")).toBeVisible();
  const second = await page.waitForRequest(sends);
  expect(await second.headerValue("Retry-Attempt")).toBe("1");
  expect(second.postDataJSON()).toEqual(refused.postDataJSON());
  await expect(log(page).getByText("Sent", { exact: true })).toHaveCount(1);
  expect(await grace.history(chat)).toEqual(["Again"]);
});

test("shows a failure with its reason, and sends again or deletes", async ({ account, deviceOf }) => {
  const [ada, grace] = [await account("ada"), await account("Grace")];
  const chat = await ada.startChat(grace);
  const page = await deviceOf(ada);
  await page.goto(`/?chat=${chat.chat_id}`);
  await refuseOnce(page, { status: 400, json: { detail: "not today" } });
  await write(page, "First");
  await expect(lines(page).getByText("Not sent. Not today.")).toBeVisible();
  await page.reload();
  await expect(lines(page).getByText("Not sent. Not today.")).toBeVisible();
  await page.getByRole("button", { name: "Send again" }).click();
  await expect(log(page).getByText("Sent", { exact: true })).toHaveCount(1);

  await refuseOnce(page, { status: 413, json: { detail: "too large" } });
  await write(page, "Second");
  await expect(lines(page).getByText("Not sent. The message is too long.")).toBeVisible();
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(messageBox(page)).toBeFocused();
  expect(await shownTexts(page)).toEqual(["First"]);
  expect(await grace.history(chat)).toEqual(["First"]);
});

test("does not send what is empty or too long, and counts near the limit", async ({ account, deviceOf }) => {
  const [ada, grace] = [await account("ada"), await account("Grace")];
  const chat = await ada.startChat(grace);
  const page = await deviceOf(ada);
  await page.goto(`/?chat=${chat.chat_id}`);
  await write(page, "   ");
  await expect(page.getByRole("button", { name: "Send" })).toBeDisabled();
  await messageBox(page).fill("é".repeat(8_100));
  await expect(page.getByText("184 bytes left.")).toBeVisible();
  await messageBox(page).fill("é".repeat(8_193));
  await expect(page.getByText("Too long by 2 bytes.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Send" })).toBeDisabled();
  await write(page, "é".repeat(8_192));
  await expect(log(page).getByText("Sent", { exact: true })).toHaveCount(1);
  expect(await grace.history(chat)).toEqual(["é".repeat(8_192)]);
});

test("says why a book or a file cannot be put into a message", async ({ account, deviceOf }) => {
  const [ada, grace] = [await account("ada"), await account("Grace")];
  const chat = await ada.startChat(grace);
  const page = await deviceOf(ada);
  await page.goto(`/?chat=${chat.chat_id}`);
  await messageBox(page).fill("Before ");
  const pastes = (content: { text?: string; file?: string }) =>
    messageBox(page).evaluate((box, { text, file }) => {
      const data = new DataTransfer();
      if (text !== undefined) data.setData("text/plain", text);
      if (file !== undefined) data.items.add(new File(["content"], file));
      return box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }, content);
  expect(await pastes({ text: "a".repeat(1_000_000) })).toBe(false);
  await expect(page.getByText("That text has 1,000,000 characters")).toBeVisible();
  expect(await pastes({ file: "holiday.jpg" })).toBe(false);
  await expect(page.getByText("Only text can be sent here")).toBeVisible();
  // Office programs add a picture of what was copied.
  expect(await pastes({ text: "a table", file: "table.png" })).toBe(true);
  await expect(messageBox(page)).toHaveValue("Before ");
});

test("keeps a draft while another chat is open", async ({ account, deviceOf }) => {
  const [ada, grace, ken] = [await account("ada"), await account("Grace"), await account("Ken")];
  const [withGrace, withKen] = [await ada.startChat(grace), await ada.startChat(ken)];
  const page = await deviceOf(ada);
  await page.goto(`/?chat=${withGrace.chat_id}`);
  await messageBox(page).fill("Half a thought");
  await page.getByRole("link", { name: "Ken" }).click();
  await expect(messageBox(page)).toHaveAccessibleName("Message to Ken");
  await expect(messageBox(page)).toHaveValue("");
  // The list says where there is one.
  await expect(chatRow(page, "Grace")).toContainText("Draft: Half a thought");
  await expect(chatRow(page, "Ken")).not.toContainText("Draft");
  await page.goBack();
  await expect(messageBox(page)).toHaveValue("Half a thought");
  await expect(page).not.toHaveURL(new RegExp(withKen.chat_id));
  // It outlives the tab, and ends with the session.
  const next = await page.context().newPage();
  await page.close();
  await next.goto(`/?chat=${withGrace.chat_id}`);
  await expect(messageBox(next)).toHaveValue("Half a thought");
  await messageBox(next).press("Enter");
  await expect(messageBox(next)).toHaveValue("");
  await expect(chatRow(next, "Grace")).toContainText("You: Half a thought");
});

test("what a browser refuses to keep lasts as long as the page", async ({ account, device }) => {
  const [ada, grace] = [await account("ada"), await account("Grace")];
  await ada.startChat(grace);
  const page = await device();
  await page.addInitScript(() => {
    for (const name of ["localStorage", "sessionStorage"])
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("denied", "SecurityError");
        },
      });
  });
  await page.goto("/");
  await page.getByLabel("Name").fill("ada");
  await page.getByLabel("Password").fill(Account.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await openChat(page, "Grace");
  await write(page, "Hello");
  await expect(log(page).getByText("Sent", { exact: true })).toHaveCount(1);
  await page.reload();
  await expect(page.getByRole("form", { name: "Log in" })).toBeVisible();
});

test("a message that failed and was deleted in one tab is not sent by another", async ({ account, deviceOf }) => {
  const [ada, grace] = [await account("ada"), await account("Grace")];
  const chat = await ada.startChat(grace);
  const page = await deviceOf(ada);
  await page.context().route(sends, (route) => route.fulfill({ status: 413, json: { detail: "no" } }));
  await page.goto(`/?chat=${chat.chat_id}`);
  await write(page, "Never mind");
  await expect(page.getByText("Not sent.")).toBeVisible();
  const other = await page.context().newPage();
  await other.goto(`/?chat=${chat.chat_id}`);
  await expect(other.getByText("Not sent.")).toBeVisible();
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(other.getByText("Not sent.")).toBeHidden();
  await expect(message(other, "Never mind")).toHaveCount(0);
});

test.describe("with a limit on", () => {
  test.use({ settings: ["guard.send_per_chat=2/20s"] });

  test("waits its turn when it sends too much, and all arrive in order", async ({ account, deviceOf }) => {
    const [ada, grace] = [await account("ada"), await account("Grace")];
    const chat = await ada.startChat(grace);
    const page = await deviceOf(ada);
    await page.goto(`/?chat=${chat.chat_id}`);
    const written = ["one", "two", "three"];
    for (const line of written) await write(page, line);
    await expect(log(page).getByText(/^Waiting\. .*too many.* It is sent again by itself\.$/i)).toBeVisible();
    await expect(log(page).getByText("Sent", { exact: true })).toHaveCount(written.length, { timeout: 30_000 });
    expect(await shownTexts(page)).toEqual(written);
    expect(await grace.history(chat)).toEqual(written);
  });
});
