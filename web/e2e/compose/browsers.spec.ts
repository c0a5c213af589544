import { randomUUID } from "node:crypto";
import { expect, type Page, test as base } from "../fixtures";
import { Installation } from "../installation/installation";
import { log, message, shownTexts, write } from "../screen";

interface Fixtures {
  installation: Installation;
  // Two people with their chat open before them: ada on a socket, Grace on Firestore.
  pair: { readonly ada: Page; readonly grace: Page; readonly sockets: () => number };
}

// tests/deploy/compose/full_test.py runs what is tested here.
const test = base.extend<Fixtures>({
  // The SDK looks whether www.google.com answers when a connection fails. The policy does not let it.
  tolerated: /cleardot\.gif/,

  installation: async ({}, use) => {
    await use(new Installation());
  },

  origin: async ({ installation }, use) => {
    await use(installation.urls[0]);
  },

  pair: async ({ account, deviceOf }, use) => {
    const mark = randomUUID().slice(0, 8);
    const [ada, grace] = [await account(`ada ${mark}`), await account(`Grace ${mark}`)];
    const chat = await ada.startChat(grace);
    const [adas, graces] = [await deviceOf(ada), await deviceOf(grace)];
    let sockets = 0;
    adas.on("websocket", () => ++sockets);
    await graces.routeWebSocket(/\/connection\/websocket$/, (socket) => socket.close({ code: 1006 }));
    for (const page of [adas, graces]) {
      await page.goto(`/?chat=${chat.chat_id}`);
      await expect(log(page).getByText(/^Say hello to/)).toBeVisible();
    }
    await use({ ada: adas, grace: graces, sockets: () => sockets });
  },
});

// What is killed together. The stores take longest to come back; what waited for them is then carried by everything else.
const crashes = [
  ["kafka"],
  ["cassandra"],
  ["postgres"],
  ["auth", "chat", "live"],
  ["fan-out", "aggregate", "publish"],
  ["web", "gateway"],
  ["firestore", "firebase-auth"],
];

test("two people chat, one by socket and one by Firestore, while services are killed", async ({
  installation,
  pair,
}, info) => {
  const { ada, grace, sockets } = pair;
  const bodies: string[] = [];
  const exchange = async (word: string): Promise<void> => {
    for (const [from, to, body] of [
      [ada, grace, `${word}, from ada`],
      [grace, ada, `${word}, from Grace`],
    ] as const) {
      await write(from, body);
      await expect(message(to, body)).toBeVisible();
      bodies.push(body);
    }
  };
  await exchange("At first");
  expect(sockets()).toBeGreaterThan(0);
  for (const services of crashes) {
    const names = services.join(", ");
    const during = `Without ${names}`;
    await Promise.all([...services.map((service) => installation.tell(service, "kill")), write(ada, during)]);
    await expect(message(grace, during)).toBeVisible();
    bodies.push(during);
    await exchange(`With ${names} again`);
  }
  for (const page of [ada, grace]) {
    await expect.poll(async () => (await shownTexts(page)).sort()).toEqual([...bodies].sort());
  }
  expect(await shownTexts(grace)).toEqual(await shownTexts(ada));
  await ada.screenshot({ path: info.outputPath("ada.png") });
});
