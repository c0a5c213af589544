import type { components } from "./schema";

export type Chat = components["schemas"]["Chat"];
export type ChatSummary = components["schemas"]["ChatSummary"];
export type CostCurve = components["schemas"]["CostCurve"];
export type CostReport = components["schemas"]["CostReport"];
export type Login = components["schemas"]["Login"];
export type Message = components["schemas"]["Message"];
export type User = components["schemas"]["User"];
