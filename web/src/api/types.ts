import type { components } from "./schema";

export type Chat = components["schemas"]["Chat"];
export type ChatSummary = components["schemas"]["ChatSummary"];
export type Login = components["schemas"]["Login"];
export type Message = components["schemas"]["Message"];
export type User = components["schemas"]["User"];
