import { type Api, createApi } from "@/api/api";
import { createFeedApi } from "@/api/feed-api";
import { type ServerConfig, serverConfig } from "@/api/server-config";
import type { Message } from "@/api/types";
import { marksFor, type ReadMarks, withMark, withMarks } from "@/domain/read-marks";
import { newUuidV7 } from "@/domain/uuid-v7";
import type { Inbox, InboxListener } from "@/live/inbox";
import { openInbox } from "@/live/open-inbox";
import { onDevice } from "@/session/device-storage";
import { expireSession, logOut, type Session } from "@/session/session";
import { CatchUp } from "./catch-up";
import { Chats } from "./chats";
import { Histories } from "./histories";
import { outboxOnDevice } from "./outbox-storage";
import { followReadMarks, loadReadMarks, saveReadMarks } from "./read-marks-storage";
import { Sender } from "./sender";
import { initialState, type MessengerStore } from "./state";
import { Store } from "./store";

// Everything that a logged-in user sees and does, apart from how it looks.
export class Messenger {
  readonly session: Session;
  readonly store: MessengerStore;
  readonly api: Api;
  readonly chats: Chats;
  readonly histories: Histories;
  readonly sender: Sender;
  readonly #catchUp: CatchUp;
  #config: ServerConfig | null = null;
  #inbox: Inbox | null = null;
  // Grows with each start and stop, while an inbox may be on its way.
  #starts = 0;
  #marksKnown = false;
  #unfollowMarks: (() => void) | null = null;

  constructor(session: Session) {
    this.session = session;
    this.store = new Store(initialState);
    this.api = createApi(session.token, expireSession);
    this.chats = new Chats(this.api, this.store, session.userId);
    this.histories = new Histories(this.api, this.store);
    this.#catchUp = new CatchUp(() => this.#readMissed());
    this.sender = new Sender(this.api, this.store, outboxOnDevice(session.userId, onDevice), {
      userId: session.userId,
      wallClock: Date.now,
      now: () => performance.now(),
      random: Math.random,
      newMessageId: newUuidV7,
      onStored: (message) => {
        this.#take([message]);
        this.#inbox?.sent();
      },
    });
  }

  start(): void {
    const marks = loadReadMarks(this.session.userId);
    this.#marksKnown = marks !== null;
    this.store.update({ readMarks: marks ?? {} });
    this.#unfollowMarks = followReadMarks(this.session.userId, (others) => {
      this.store.update({ readMarks: withMarks(this.store.get().readMarks, others) });
    });
    this.sender.start();
    void this.#refreshChats();
    void this.#openInbox();
  }

  stop(): void {
    ++this.#starts;
    this.#inbox?.close();
    this.#inbox = null;
    this.#catchUp.stop();
    this.#unfollowMarks?.();
    this.#unfollowMarks = null;
    this.sender.stop();
  }

  // Whoever has a Firebase session can prolong it without end, and Caravan's token has no say in it. So a log-out here ends
  // those of all the person's devices; where somebody is still logged in, the page gets itself a new one and goes on. The
  // inbox is closed first, or it would do the same.
  logOut(): void {
    this.stop();
    if (this.#config && this.#config.realtime !== "websocket") createFeedApi(this.session.token).endFirebaseSessions();
    logOut();
  }

  reconnect(): void {
    this.#inbox?.reconnect();
  }

  markRead(chatId: string, time: string): void {
    this.#setMarks(withMark(this.store.get().readMarks, chatId, time));
  }

  async #openInbox(): Promise<void> {
    const start = ++this.#starts;
    this.#config = await serverConfig();
    if (start === this.#starts) this.#inbox = openInbox(this.#config, this.session, this.#inboxListener());
  }

  #inboxListener(): InboxListener {
    return {
      onConnection: (connection) => {
        this.store.update({ connection });
        if (connection === "online") this.sender.release();
      },
      onMessages: (messages) => {
        this.sender.confirm(messages);
        this.#take(messages);
      },
      onGap: () => {
        this.#catchUp.request();
      },
      onNewsIn: (chatIds) => {
        void this.#readNews(chatIds);
      },
      onSignedOut: expireSession,
    };
  }

  async #readMissed(): Promise<boolean> {
    const [, caughtUp] = await Promise.all([this.#refreshChats(), this.histories.catchUp()]);
    return caughtUp && this.store.get().chatsLoading !== "failed";
  }

  async #readNews(chatIds: readonly string[]): Promise<void> {
    const [, caughtUp] = await Promise.all([this.#refreshChats(), this.histories.catchUpIn(chatIds)]);
    if (!caughtUp) this.#catchUp.request();
  }

  #take(messages: readonly Message[]): void {
    this.chats.apply(messages);
    this.histories.apply(messages);
  }

  async #refreshChats(): Promise<void> {
    await this.chats.refresh();
    const { chats, chatsLoading } = this.store.get();
    if (this.#marksKnown || chatsLoading !== "ready") return;
    this.#marksKnown = true;
    this.#setMarks(marksFor(chats));
  }

  #setMarks(readMarks: ReadMarks): void {
    if (readMarks === this.store.get().readMarks) return;
    this.store.update({ readMarks });
    saveReadMarks(this.session.userId, readMarks);
  }
}
