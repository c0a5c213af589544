import { type Api, createApi } from "@/api/api";
import type { Message } from "@/api/types";
import { marksFor, type ReadMarks, withMark, withMarks } from "@/domain/read-marks";
import { newMessageId } from "@/domain/uuid-v7";
import { type Inbox, inboxUrl, openInbox } from "@/live/inbox";
import { expireSession, type Session } from "@/session/session";
import { Chats } from "./chats";
import { Histories } from "./histories";
import { outboxInLocalStorage } from "./outbox-storage";
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
  #inbox: Inbox | null = null;
  #marksKnown = false;
  #unfollowMarks: (() => void) | null = null;

  constructor(session: Session) {
    this.session = session;
    this.store = new Store(initialState);
    this.api = createApi(session.token, expireSession);
    this.chats = new Chats(this.api, this.store, session.userId);
    this.histories = new Histories(this.api, this.store);
    this.sender = new Sender(this.api, this.store, outboxInLocalStorage(session.userId, localStorage), {
      userId: session.userId,
      now: Date.now,
      random: Math.random,
      newMessageId,
      onStored: (message) => {
        this.#take([message]);
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
    this.#inbox = openInbox(inboxUrl(location), this.session.token, {
      onConnection: (connection) => {
        this.store.update({ connection });
        if (connection === "online") this.sender.release();
      },
      onMessages: (messages) => {
        this.sender.confirm(messages);
        this.#take(messages);
      },
      onGap: () => {
        void this.#refreshChats();
        void this.histories.catchUp();
      },
      onSignedOut: expireSession,
    });
  }

  stop(): void {
    this.#inbox?.close();
    this.#inbox = null;
    this.#unfollowMarks?.();
    this.#unfollowMarks = null;
    this.sender.stop();
  }

  reconnect(): void {
    this.#inbox?.reconnect();
  }

  markRead(chatId: string, time: string): void {
    this.#setMarks(withMark(this.store.get().readMarks, chatId, time));
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
