import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json, text } from "node:stream/consumers";
import { compareTimes } from "../../src/domain/time-uuid";
import type { Hidane } from "./hidane";
import { customToken, type TokenExchange } from "./token-exchange";
import { project } from "./hidane";
import { StaticSite } from "./static-site";

interface User {
  readonly id: string;
  readonly name: string;
  epoch: number;
  n: number;
  entries: { readonly offset: number; readonly text: string }[];
}

interface Message {
  readonly message_id: string;
  readonly chat_id: string;
  readonly from_user: string;
  readonly to_user: string | null;
  readonly body: string;
  readonly time: string;
  readonly time_iso: string;
}

interface Chat {
  readonly chat_id: string;
  readonly kind: "direct" | "group";
  readonly users_id: readonly string[];
  readonly users_name: readonly string[];
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

const ringLength = 5;
const bodyLengthMax = 2_000;
const notFound: Answer = { status: 404, body: { detail: "Not Found" } };

// Stands in for a Caravan server, as much of it as the web UI's inbox needs, for what no real server can be made to do when a
// test wants it: documents with gaps, documents that go back, sessions that end. A message is in the reader's document at once.
export class StandIn {
  readonly #hidane: Hidane;
  readonly #server: Server;
  readonly #users: User[] = [];
  readonly #chats: Chat[] = [];
  readonly #messages: Message[] = [];
  readonly #site: StaticSite;
  #log = "a";
  // What readers and their pages have asked for, oldest first: "POST /connection/presence/" for example.
  readonly requests: string[] = [];
  // The content of /config.json; null when there is none.
  config: object | null;
  presenceSeconds = 60;
  // Who is there to read.
  listeners: string[] = [];
  // Refuses tokens from now on.
  sessionsAreOver = false;

  private constructor(hidane: Hidane, exchange: TokenExchange) {
    this.#hidane = hidane;
    this.#site = new StaticSite([`http://${hidane.host}`, exchange.url]);
    const emulators = { firestore: hidane.host, auth: exchange.url };
    const firebase = { apiKey: "demo", projectId: project, database: "(default)", emulators };
    this.config = { realtime: "firestore", firebase };
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
    // No socket can be had here. Tests that need one play it inside the browser.
    this.#server.on("upgrade", (_, socket) => socket.destroy());
  }

  static async start(hidane: Hidane, exchange: TokenExchange): Promise<StandIn> {
    const standIn = new StandIn(hidane, exchange);
    standIn.#server.listen(0, "127.0.0.1");
    await once(standIn.#server, "listening");
    return standIn;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  countOf(request: string): number {
    return this.requests.filter((one) => one === request).length;
  }

  // Deliveries that reach the history and no document.
  async missed(chat: { readonly chat_id: string }, from: { readonly id: string }, body: string): Promise<void> {
    await this.#store({ chat_id: chat.chat_id, from_user: from.id, body }, false);
  }

  // Writes the reader's document as it once was.
  async goBack(reader: { readonly id: string }, n: number): Promise<void> {
    const user = this.#user(reader.id);
    const entries = user.entries.filter(({ offset }) => offset <= n).map((entry) => entry.text);
    await this.#hidane.writeInbox(user.id, { log: this.#log, n, oldest: n, entries });
  }

  // Begins a new log, with offsets of its own.
  beginLog(log: string): void {
    this.#log = log;
    for (const user of this.#users) Object.assign(user, { n: 0, entries: [] });
  }

  async endSessions(reader: { readonly id: string }): Promise<void> {
    const user = this.#user(reader.id);
    await this.#hidane.writeInbox(user.id, { epoch: ++user.epoch });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.url);
    const name = `${request.method ?? ""} ${url.pathname}`;
    const file = request.method === "GET" ? await this.#site.find(url.pathname) : null;
    if (file) {
      response.writeHead(200, file.headers).end(file.content);
      return;
    }
    this.requests.push(name);
    const { status, body } = await this.#answer(name, url, request);
    response.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" });
    response.end(body === undefined ? "" : JSON.stringify(body));
  }

  async #answer(name: string, url: URL, request: IncomingMessage): Promise<Answer> {
    switch (name) {
      case "GET /config.json":
        return this.config ? { status: 200, body: this.config } : notFound;
      case "POST /auth/api/v1/users/":
        return this.#createUser((await json(request)) as { username: string });
      case "POST /auth/api/v1/login/":
        return this.#logIn(new URLSearchParams(await text(request)));
    }
    const token = request.headers.authorization?.replace("Bearer ", "");
    const user = this.#users.find(({ id }) => token === `token of ${id}`);
    if (!user || this.sessionsAreOver) return { status: 403, body: { detail: "Could not validate credentials" } };
    return this.#answerTo(user, name, url, request);
  }

  async #answerTo(user: User, name: string, url: URL, request: IncomingMessage): Promise<Answer> {
    const chatId = /^GET \/chat\/api\/v1\/chat\/([^/]+)\/messages\/$/.exec(name)?.[1];
    if (chatId) return { status: 200, body: this.#page(chatId, url.searchParams) };
    const oneChat = /^GET \/chat\/api\/v1\/chat\/([^/]+)\/$/.exec(name)?.[1];
    const found = this.#chats.find(({ chat_id, users_id }) => chat_id === oneChat && users_id.includes(user.id));
    if (oneChat) return found ? { status: 200, body: this.#summary(found) } : notFound;
    switch (name) {
      case "POST /connection/presence/":
        this.listeners.push(url.searchParams.get("listener") ?? "");
        this.listeners = [...new Set(this.listeners)];
        return { status: 200, body: { again_in_s: this.presenceSeconds } };
      case "DELETE /connection/presence/":
        this.listeners = this.listeners.filter((listener) => listener !== url.searchParams.get("listener"));
        return { status: 204 };
      case "POST /auth/api/v1/firebase-token/":
        return { status: 200, body: { token: customToken(user.id, user.epoch), expires_in: 3600 } };
      case "DELETE /auth/api/v1/firebase-token/":
        await this.endSessions(user);
        return { status: 204 };
      case "GET /chat/api/v1/chat/":
        return { status: 200, body: this.#chatsOf(user) };
      case "POST /chat/api/v1/chat/":
        return this.#createChat((await json(request)) as { users_id: string[] });
      case "POST /chat/api/v1/messaging/":
        return { status: 201, body: await this.#store((await json(request)) as Partial<Message>, true) };
      default:
        return notFound;
    }
  }

  #createUser({ username }: { username: string }): Answer {
    const user = { id: String(this.#users.length + 1), name: username, epoch: 0, n: 0, entries: [] };
    this.#users.push(user);
    return { status: 201, body: { id: Number(user.id), username } };
  }

  #logIn(form: URLSearchParams): Answer {
    const user = this.#users.find(({ name }) => name === form.get("username"));
    if (!user) return { status: 400, body: { detail: "Incorrect username or password" } };
    const body = { access_token: `token of ${user.id}`, token_type: "Bearer", id: user.id, username: user.name };
    return { status: 200, body };
  }

  #createChat({ users_id }: { users_id: string[] }): Answer {
    const users_name = users_id.map((id) => this.#user(id).name);
    const chat: Chat = { chat_id: randomUUID(), kind: "direct", users_id, users_name };
    this.#chats.push(chat);
    return { status: 201, body: chat };
  }

  #chatsOf(user: User): readonly object[] {
    const own = this.#chats.filter(({ users_id }) => users_id.includes(user.id));
    return own.map((chat) => this.#summary(chat));
  }

  #summary(chat: Chat): object {
    const last_message = this.#history(chat.chat_id).at(-1) ?? null;
    return { ...chat, members_count: chat.users_id.length, last_message };
  }

  #page(chatId: string, asked: URLSearchParams): readonly Message[] {
    const quantity = Number(asked.get("quantity") ?? 10);
    const [before, after] = [asked.get("time"), asked.get("after")];
    const history = this.#history(chatId);
    if (after)
      return history
        .filter(({ time }) => compareTimes(time, after) > 0)
        .slice(0, quantity)
        .reverse();
    return history
      .filter(({ time }) => !before || compareTimes(time, before) < 0)
      .slice(-quantity)
      .reverse();
  }

  #history(chatId: string): readonly Message[] {
    return this.#messages.filter(({ chat_id }) => chat_id === chatId);
  }

  // A message that was sent before is answered as it was then.
  async #store(sent: Partial<Message>, isDelivered: boolean): Promise<Message> {
    const known = this.#messages.find(({ message_id }) => message_id === sent.message_id);
    if (known) return known;
    const { chat_id = "", from_user = "", body = "", message_id = randomUUID() } = sent;
    const members = this.#chats.find((chat) => chat.chat_id === chat_id)?.users_id ?? [];
    const to_user = members.find((id) => id !== from_user) ?? null;
    const message = { message_id, chat_id, from_user, to_user, body, ...nextTime(this.#messages.length) };
    this.#messages.push(message);
    for (const id of members) await this.#deliver(this.#user(id), message, isDelivered);
    return message;
  }

  // As the server does, a reader's own messages take an offset and no entry.
  async #deliver(reader: User, message: Message, isWritten: boolean): Promise<void> {
    const offset = ++reader.n;
    if (!isWritten) reader.entries = [];
    if (!isWritten || reader.id === message.from_user) return;
    reader.entries = [...reader.entries, { offset, text: entryOf(offset, message) }].slice(-ringLength);
    const oldest = reader.entries[0]?.offset ?? offset;
    const entries = reader.entries.map((entry) => entry.text);
    await this.#hidane.writeInbox(reader.id, { log: this.#log, n: offset, oldest, entries });
  }

  #user(id: string): User {
    const user = this.#users.find((one) => one.id === id);
    if (!user) throw new Error(`There is no user ${id}`);
    return user;
  }
}

function entryOf(offset: number, message: Message): string {
  const { message_id, chat_id, from_user, to_user, body, time } = message;
  if (body.length > bodyLengthMax) return JSON.stringify([offset, short(chat_id)]);
  return JSON.stringify([offset, short(message_id), short(chat_id), from_user, to_user, body, short(time)]);
}

function short(uuid: string): string {
  return Buffer.from(uuid.replaceAll("-", ""), "hex").toString("base64url");
}

// Times a microsecond apart.
function nextTime(number: number): { readonly time: string; readonly time_iso: string } {
  const low = (0x01b11380 + number * 10).toString(16).padStart(8, "0");
  const microseconds = String(123_456 + number);
  return { time: `${low}-fe7d-11f0-8000-000000000000`, time_iso: `2026-01-31T08:15:30.${microseconds}` };
}
