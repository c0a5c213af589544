import { CaravanServer } from "../caravan-server";
import { message, shownTexts, write } from "../screen";
import { AuthEmulator, claimsOf } from "./auth-emulator";
import { expect, test as base } from "./fixtures";
import { feedSettings } from "./feed-settings";
import { ServiceAccount } from "./service-account";

// The real server and Google's Auth emulator, instead of the tests' own exchange of tokens.
const test = base.extend<{ auth: AuthEmulator }>({
  auth: async ({}, use) => {
    const auth = await AuthEmulator.start();
    await use(auth);
    await auth.stop();
  },

  server: async ({ settings, hidane, auth }, use) => {
    const serviceAccount = await ServiceAccount.create();
    const server = await CaravanServer.start(
      [...settings, ...feedSettings(hidane, auth, serviceAccount), "web.realtime=firestore"],
      { FIRESTORE_EMULATOR_HOST: hidane.host },
    );
    await use(server);
    await server.remove();
    await serviceAccount.remove();
  },

  origin: async ({ server }, use) => {
    await use(server.url);
  },
});

test.skip(!process.env.CARAVAN_TEST_LONG, "the emulator is 242 MB and starts within a minute: ./dev test --long");
test.setTimeout(300_000);

test("a token of the server's is taken, and says who and which session", async ({ auth, ada }) => {
  const response = await fetch(`${ada.base}/auth/api/v1/firebase-token/`, {
    method: "POST",
    headers: { Authorization: `Bearer ${ada.token}` },
  });
  const { token } = (await response.json()) as { token: string };
  const minted = claimsOf(token) as { uid: string; claims: { epoch: number } };
  const signedIn = await auth.signIn(token);
  expect(minted.uid).toBe(ada.id);
  expect(Number.isInteger(minted.claims.epoch)).toBe(true);
  expect(signedIn).toMatchObject({ sub: ada.id, user_id: ada.id, epoch: minted.claims.epoch });
});

test("two people sign in through it and read their inboxes", async ({ auth, ada, grace, deviceOf }) => {
  const chat = await ada.startChat(grace);
  const pages = [await deviceOf(ada), await deviceOf(grace)] as const;
  for (const page of pages) await page.goto(`/?chat=${chat.chat_id}`);
  await expect.poll(() => auth.users().then((users) => users.sort())).toEqual([ada.id, grace.id].sort());
  await write(pages[0], "Hello Grace");
  await expect(message(pages[1], "Hello Grace")).toBeVisible({ timeout: 30_000 });
  await write(pages[1], "Hello ada");
  for (const page of pages) await expect.poll(() => shownTexts(page)).toEqual(["Hello Grace", "Hello ada"]);
});
