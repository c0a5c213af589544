import type { WebSocketRoute } from "@playwright/test";
import { message, shownTexts } from "../screen";
import { expect, type Page, test } from "./fixtures";

const mint = "POST /auth/api/v1/firebase-token/";
const leave = "DELETE /connection/presence/";

test.beforeEach(({ standIn }) => {
  standIn.config = { ...standIn.config, realtime: "both" };
});

// Plays the server's end of a socket inside the browser: refuses it, or answers as the live protocol says.
class Sockets {
  opened = 0;
  allowed = false;
  #open: WebSocketRoute | null = null;

  async watch(page: Page): Promise<this> {
    await page.routeWebSocket(/\/connection\/websocket$/, (socket) => {
      ++this.opened;
      if (this.allowed) this.#serve(socket);
      else void socket.close({ code: 1006 });
    });
    return this;
  }

  cut(): void {
    void this.#open?.close({ code: 1001 });
  }

  #serve(socket: WebSocketRoute): void {
    this.#open = socket;
    socket.onMessage((data) => {
      const { id } = JSON.parse(String(data)) as { id?: number };
      const connect = {
        client: "one",
        version: "1",
        ping: 25,
        subs: { inbox: { recoverable: true, epoch: "a", offset: 0 } },
      };
      if (id) socket.send(JSON.stringify({ id, connect }));
    });
  }
}

test("where no socket can be had, messages come through Firestore", async ({ chat, grace, ada, deviceOf }, info) => {
  const page = await deviceOf(ada);
  const sockets = await new Sockets().watch(page);
  await page.goto(`/?chat=${chat.chat_id}`);
  await expect(page.getByText("Connecting…")).toBeVisible();
  await page.screenshot({ path: info.outputPath("connecting.png") });
  await expect(page.getByText("Connecting…")).toBeHidden();
  await grace.say(chat, "Through Firestore");
  await expect(message(page, "Through Firestore")).toBeVisible();
  expect(sockets.opened).toBeGreaterThan(1);
  await page.screenshot({ path: info.outputPath("fallen back.png") });
});

test("a socket that works is all there is", async ({ standIn, chat, ada, deviceOf }) => {
  const page = await deviceOf(ada);
  await page.clock.install();
  const sockets = await new Sockets().watch(page);
  sockets.allowed = true;
  await page.goto(`/?chat=${chat.chat_id}`);
  await expect(message(page, "Before")).toBeVisible();
  await expect.poll(() => sockets.opened).toBe(1);
  await page.clock.fastForward("00:20");
  expect(standIn.countOf(mint)).toBe(0);
});

test("when a socket can be had again, Firestore is left", async ({ standIn, chat, grace, ada, deviceOf }) => {
  const page = await deviceOf(ada);
  await page.clock.install();
  const sockets = await new Sockets().watch(page);
  await page.goto(`/?chat=${chat.chat_id}`);
  await grace.say(chat, "One");
  await page.clock.fastForward("00:07");
  await expect.poll(() => standIn.countOf(mint)).toBe(1);
  await grace.say(chat, "Two");
  await expect.poll(() => shownTexts(page)).toEqual(["Before", "One", "Two"]);

  sockets.allowed = true;
  await page.clock.fastForward("00:31");
  await page.clock.fastForward("00:06");
  await expect.poll(() => standIn.countOf(leave)).toBe(1);
  await expect(page.getByText(/Connecting|Reconnecting/)).toHaveCount(0);

  sockets.allowed = false;
  sockets.cut();
  await expect(page.getByText("Connection lost. Reconnecting…")).toBeVisible();
  await page.clock.fastForward("00:07");
  await grace.say(chat, "Three");
  await expect.poll(() => shownTexts(page)).toEqual(["Before", "One", "Two", "Three"]);
  await expect(page.getByText("Connection lost. Reconnecting…")).toBeHidden();
});

for (const [name, config] of [
  ["has no /config.json", null],
  ["names Firestore without its settings", { realtime: "firestore", firebase: null }],
] as const) {
  test(`a server that ${name} is read from by socket`, async ({ standIn, chat, ada, deviceOf }) => {
    standIn.config = config;
    const page = await deviceOf(ada);
    const sockets = await new Sockets().watch(page);
    sockets.allowed = true;
    await page.goto(`/?chat=${chat.chat_id}`);
    await expect.poll(() => sockets.opened).toBe(1);
    await expect(message(page, "Before")).toBeVisible();
    expect(standIn.countOf(mint)).toBe(0);
  });
}
