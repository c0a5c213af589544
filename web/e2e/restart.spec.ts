import { expect, test } from "./fixtures";
import { banner, log, message, messageBox, openChat, shownTexts, write } from "./screen";

test("a server restart in mid-chat loses and doubles nothing", async ({ server, account, deviceOf }) => {
  const [ada, grace] = [await account("ada"), await account("Grace")];
  const chat = await ada.startChat(grace);
  const [adas, graces] = [await deviceOf(ada), await deviceOf(grace)];
  await adas.goto(`/?chat=${chat.chat_id}`);
  await graces.goto(`/?chat=${chat.chat_id}`);
  await write(adas, "Before");
  await expect(message(graces, "Before")).toBeVisible();

  await server.stop();
  await expect(banner(adas)).toBeVisible();
  await expect(banner(graces)).toBeVisible();
  await write(adas, "While it is away, 1");
  await write(adas, "While it is away, 2");
  await expect(log(adas).getByText("Sending", { exact: true })).toHaveCount(2);

  await server.start();
  await expect(banner(adas)).toBeHidden({ timeout: 15_000 });
  await expect(banner(graces)).toBeHidden({ timeout: 15_000 });
  await write(graces, "After");
  const all = ["Before", "While it is away, 1", "While it is away, 2", "After"];
  await expect.poll(async () => (await shownTexts(adas)).sort()).toEqual([...all].sort());
  await expect.poll(async () => (await shownTexts(graces)).sort()).toEqual([...all].sort());
  await expect(log(adas).getByText("Sending", { exact: true })).toHaveCount(0);
  expect(await shownTexts(adas)).toEqual(await grace.history(chat));
  expect(await shownTexts(graces)).toEqual(await grace.history(chat));
});

test("what was said while a device was cut off is there when it is back", async ({ account, deviceOf }) => {
  const [ada, grace, ken] = [await account("ada"), await account("Grace"), await account("Ken")];
  const [withGrace, withKen] = [await ada.startChat(grace), await ada.startChat(ken)];
  await grace.say(withGrace, "0");
  await ken.say(withKen, "Hello");
  const page = await deviceOf(ada);
  await page.goto("/");
  await openChat(page, "Grace");
  await expect(message(page, "Grace: 0")).toBeVisible();

  await page.context().setOffline(true);
  await expect(page.getByText("You are offline.")).toBeVisible();
  const missed = Array.from({ length: 45 }, (_, at) => String(at + 1));
  for (const body of missed) await grace.say(withGrace, body);
  await ken.say(withKen, "Are you there?");
  await messageBox(page).fill("Written offline");
  await messageBox(page).press("Enter");
  await page.context().setOffline(false);

  await expect(message(page, "Grace: 45")).toBeVisible({ timeout: 15_000 });
  await expect(log(page).getByText("Sent", { exact: true })).toHaveCount(1, { timeout: 15_000 });
  await expect.poll(() => shownTexts(page)).toEqual(["0", ...missed, "Written offline"]);
  await expect(page.getByRole("link", { name: "Ken" })).toContainText("Are you there?");
});

test("where no socket can be had, messages are asked for, and the page says so", async ({ account, deviceOf }) => {
  const [ada, grace] = [await account("ada"), await account("Grace")];
  const chat = await ada.startChat(grace);
  const page = await deviceOf(ada);
  let blocked = true;
  await page.routeWebSocket(/\/connection\/websocket$/, (socket) => {
    if (blocked) void socket.close();
    else socket.connectToServer();
  });
  await page.goto(`/?chat=${chat.chat_id}`);
  const banner = page.getByText("This network lets no live connection through");
  await expect(banner).toBeVisible();
  await grace.say(chat, "By asking");
  await expect(message(page, "Grace: By asking")).toBeVisible();
  await write(page, "An answer");
  await expect(message(page, "You: An answer")).toBeVisible();

  blocked = false;
  await expect(banner).toBeHidden();
  await grace.say(chat, "By socket");
  await expect(message(page, "Grace: By socket")).toBeVisible();
});

test("a socket that died unnoticed is found out when somebody looks", async ({ account, deviceOf }) => {
  const [ada, grace] = [await account("ada"), await account("Grace")];
  const chat = await ada.startChat(grace);
  const page = await deviceOf(ada);
  let sockets = 0;
  let dead = 0;
  let answers = 0;
  await page.routeWebSocket(/\/connection\/websocket$/, (socket) => {
    const number = ++sockets;
    const server = socket.connectToServer();
    const passes = () => number > dead;
    socket.onMessage((frame) => {
      if (passes()) server.send(frame);
    });
    server.onMessage((frame) => {
      if (!passes()) return;
      socket.send(frame);
      answers++;
    });
  });
  const show = (state: "hidden" | "visible") =>
    page.evaluate((visibility) => {
      Object.defineProperty(document, "visibilityState", { value: visibility, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, state);
  await page.clock.install();
  await page.goto(`/?chat=${chat.chat_id}`);
  await grace.say(chat, "Before");
  await expect(message(page, "Grace: Before")).toBeVisible();

  dead = sockets;
  await show("hidden");
  await grace.say(chat, "Meanwhile");
  await page.clock.runFor(1_500);
  await show("visible");
  await page.clock.runFor(3_500);
  await expect(message(page, "Grace: Meanwhile")).toBeVisible();

  // One that is alive is left alone.
  const before = sockets;
  await show("hidden");
  await page.clock.runFor(1_500);
  const answersBefore = answers;
  await show("visible");
  await expect.poll(() => answers).toBeGreaterThan(answersBefore);
  await page.clock.runFor(3_500);
  await grace.say(chat, "After");
  await expect(message(page, "Grace: After")).toBeVisible();
  expect(sockets).toBe(before);
});
