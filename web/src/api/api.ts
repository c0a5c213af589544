import createClient, { type Client } from "openapi-fetch";
import { type Refusal, toRefusal, unreachable } from "./refusal";
import type { paths } from "./schema";
import type { Chat, ChatSummary, CostCurve, CostReport, Login, Message, User } from "./types";
import { timeoutAfter } from "./timeout";

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface Page {
  readonly quantity?: number;
  readonly time?: string;
  readonly after?: string;
}

export interface NewMessage {
  readonly messageId: string;
  readonly chatId: string;
  readonly fromUser: string;
  readonly toUser: string | null;
  readonly body: string;
  readonly retryAttempt: number;
}

export interface Api {
  createUser(account: Credentials): Promise<Answer<User>>;
  logIn(account: Credentials): Promise<Answer<Login>>;
  listUsers(search: { query: string; after: number; limit: number }): Promise<Answer<User[]>>;
  listChats(page: { before?: string; limit: number }): Promise<Answer<ChatSummary[]>>;
  getChat(chatId: string): Promise<Answer<ChatSummary>>;
  listMembers(chatId: string, page: { after: number; limit: number }): Promise<Answer<User[]>>;
  startDirectChat(members: [string, string]): Promise<Answer<Chat>>;
  startGroup(name: string, members: string[]): Promise<Answer<Chat>>;
  listMessages(chatId: string, page: Page): Promise<Answer<Message[]>>;
  sendMessage(message: NewMessage): Promise<Answer<Message>>;
}

// For administrators.
export interface CostApi {
  costReport(span: CostSpan): Promise<Answer<CostReport>>;
  costCurve(): Promise<Answer<CostCurve>>;
}

export type CostSpan = "hour" | "day" | "month";

const requestTimeoutMs = 15_000;
const formType = "application/x-www-form-urlencoded";

// Answers never throw: a lost connection is a refusal like any other. `onSignedOut` hears of a token that is not taken any more.
export function createApi(token: string | null, onSignedOut: () => void): Api & CostApi {
  const http: Client<paths> = createClient<paths>({
    baseUrl: "",
    fetch: (request) => fetch(request, { signal: timeoutAfter(requestTimeoutMs) }),
    ...(token ? { headers: { Authorization: `Bearer ${token}` } } : {}),
  });

  async function answer<T>(request: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<Answer<T>> {
    try {
      const { data, error, response } = await request;
      if (response.ok && data !== undefined) return { ok: true, value: data };
      const refusal = toRefusal(response.status, response.headers, error);
      if (token && refusal.kind === "signed_out") onSignedOut();
      return { ok: false, refusal };
    } catch {
      return { ok: false, refusal: unreachable };
    }
  }

  return {
    createUser: (account) => answer(http.POST("/auth/api/v1/users/", { body: account })),
    logIn: (account) =>
      answer(
        http.POST("/auth/api/v1/login/", {
          headers: { "Content-Type": formType },
          body: { grant_type: "password", ...account },
        }),
      ),
    listUsers: ({ query, after, limit }) =>
      answer(http.GET("/auth/api/v1/users/", { params: { query: { after, limit, ...(query ? { query } : {}) } } })),
    listChats: (page) => answer(http.GET("/chat/api/v1/chat/", { params: { query: page } })),
    getChat: (chatId) => answer(http.GET("/chat/api/v1/chat/{chat_id}/", { params: { path: { chat_id: chatId } } })),
    listMembers: (chatId, page) =>
      answer(http.GET("/chat/api/v1/chat/{chat_id}/members/", { params: { path: { chat_id: chatId }, query: page } })),
    startDirectChat: (members) =>
      answer(http.POST("/chat/api/v1/chat/", { body: { kind: "direct", users_id: members } })),
    startGroup: (name, members) =>
      answer(
        http.POST("/chat/api/v1/chat/", { body: { kind: "group", users_id: members, ...(name ? { name } : {}) } }),
      ),
    listMessages: (chatId, page) =>
      answer(http.GET("/chat/api/v1/chat/{chat_id}/messages/", { params: { path: { chat_id: chatId }, query: page } })),
    sendMessage: (message) =>
      answer(
        http.POST("/chat/api/v1/messaging/", {
          params: { header: message.retryAttempt > 0 ? { "Retry-Attempt": String(message.retryAttempt) } : {} },
          body: {
            message_id: message.messageId,
            chat_id: message.chatId,
            from_user: message.fromUser,
            to_user: message.toUser,
            body: message.body,
          },
        }),
      ),
    costReport: (span) => answer(http.GET("/cost/api/v1/report/", { params: { query: { span } } })),
    costCurve: () => answer(http.GET("/cost/api/v1/curve/")),
  };
}
