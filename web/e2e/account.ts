import { randomUUID } from "node:crypto";

const password = "correct horse battery";

export interface Chat {
  readonly chat_id: string;
}

export interface Message {
  readonly message_id: string;
  readonly body: string;
}

// A user who acts through the API, beside what the tests do in browsers.
export class Account {
  readonly base: string;
  readonly name: string;
  readonly id: string;
  readonly token: string;

  private constructor(base: string, name: string, id: string, token: string) {
    this.base = base;
    this.name = name;
    this.id = id;
    this.token = token;
  }

  static readonly password = password;

  static async create(base: string, name: string): Promise<Account> {
    await call(`${base}/auth/api/v1/users/`, json({ username: name, password }));
    const login = await call<{ access_token: string; id: string }>(`${base}/auth/api/v1/login/`, {
      method: "POST",
      body: new URLSearchParams({ username: name, password }),
    });
    return new Account(base, name, login.id, login.access_token);
  }

  startChat(...others: readonly { readonly id: string }[]): Promise<Chat> {
    const members = [this, ...others].map(({ id }) => id);
    const kind = members.length > 2 ? { kind: "group", name: "Lisbon trip" } : {};
    return this.#call("/chat/api/v1/chat/", json({ users_id: members, ...kind }));
  }

  async find(name: string): Promise<{ readonly id: string }> {
    const found = await this.#call<{ id: number }[]>(`/auth/api/v1/users/?query=${encodeURIComponent(name)}`, {});
    if (found.length !== 1) throw new Error(`${found.length} users have "${name}" in their names`);
    return { id: String(found[0]?.id) };
  }

  say(chat: Chat, body: string): Promise<Message> {
    const message = { message_id: randomUUID(), chat_id: chat.chat_id, from_user: this.id, body };
    return this.#call("/chat/api/v1/messaging/", json(message));
  }

  // The whole history, oldest first.
  async history(chat: Chat): Promise<readonly string[]> {
    const bodies: string[] = [];
    let cursor = "";
    for (;;) {
      const page = await this.#call<{ body: string; time: string }[]>(
        `/chat/api/v1/chat/${chat.chat_id}/messages/?quantity=20${cursor}`,
        {},
      );
      bodies.unshift(...page.map(({ body }) => body).reverse());
      const oldest = page.at(-1);
      if (!oldest || page.length < 20) return bodies;
      cursor = `&time=${oldest.time}`;
    }
  }

  #call<T>(path: string, request: RequestInit): Promise<T> {
    const headers = new Headers(request.headers);
    headers.set("Authorization", `Bearer ${this.token}`);
    return call(this.base + path, { ...request, headers });
  }
}

function json(body: object): RequestInit {
  return { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

async function call<T>(url: string, request: RequestInit): Promise<T> {
  const response = await fetch(url, request);
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}
