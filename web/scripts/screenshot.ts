import { join } from "node:path";
import { type Account, expect, test } from "../e2e/fixtures";
import { log, openChat } from "../e2e/screen";

const docs = join(import.meta.dirname, "..", "..", "docs");

// A small company in mid-conversation, as a reader of the front page should see it.
for (const [colorScheme, file] of [
  ["light", "screenshot.png"],
  ["dark", "screenshot-dark.png"],
] as const) {
  test(`${colorScheme} screenshot`, async ({ account, deviceOf }) => {
    const names = [
      "Ada Lovelace",
      "Grace Hopper",
      "Radia Perlman",
      "Barbara Liskov",
      "Ken Thompson",
      "Margaret Hamilton",
    ];
    const people = await Promise.all(names.map((name) => account(name)));
    const [ada, grace, radia, barbara, ken, margaret] = people as [
      Account,
      Account,
      Account,
      Account,
      Account,
      Account,
    ];

    const withKen = await ada.startChat(ken);
    await ken.say(withKen, "The paper is at https://example.org/trust.pdf");
    await ada.say(withKen, "Thank you, I read it on the train.");
    const withBarbara = await ada.startChat(barbara);
    await barbara.say(withBarbara, "Then it can stand in for the old one everywhere.");
    const trip = await ada.startChat(radia, grace, ken);
    await radia.say(trip, "Our train leaves at 8:10, platform 4.");
    const withGrace = await ada.startChat(grace);
    for (const [person, body] of [
      [grace, "Good morning! Did the new build pass on the small machine?"],
      [ada, "It did, in four minutes and a half."],
      [ada, "Linking was the slow part. Everything else came out of the cache."],
      [grace, "Lovely. I found the bug, by the way. It was a real one: a moth in relay 70."],
      [
        grace,
        "I have taped it into the log book, with the date and the time, so that nobody can say we make these things up.",
      ],
      [ada, "Please keep it 😄"],
      [ada, "Shall I tell the others, or do you want to do it at lunch?"],
    ] as const) {
      await person.say(withGrace, body);
    }

    const page = await deviceOf(ada, { colorScheme, viewport: { width: 1120, height: 700 } });
    await page.goto("/");
    await openChat(page, "Grace Hopper");
    const withMargaret = await margaret.startChat(ada);
    await margaret.say(withMargaret, "We have landed. All alarms were 1202s.");
    await grace.say(withGrace, "At lunch! I want to see their faces.");
    await expect(log(page).getByText("At lunch!")).toBeVisible();
    await expect(page.getByRole("link", { name: "Margaret Hamilton" })).toContainText("New messages");
    await page.screenshot({ path: join(docs, file), animations: "disabled" });
  });
}
