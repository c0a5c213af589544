// Why the server did not do what it was asked, in the terms in which the UI reacts.
export type RefusalKind =
  | "unreachable"
  | "unavailable"
  | "limited"
  | "signed_out"
  | "not_allowed"
  | "missing"
  | "conflict"
  | "invalid"
  | "too_large"
  | "refused";

export interface Refusal {
  readonly kind: RefusalKind;
  readonly status: number;
  // The server's own sentence; empty when it gave none.
  readonly detail: string;
  // For input that breaks the schema: what is wrong, by the name of the field.
  readonly fields: Readonly<Record<string, string>>;
  readonly retryAfterMs: number | null;
  readonly chatId: string | null;
}

export const unreachable: Refusal = {
  kind: "unreachable",
  status: 0,
  detail: "",
  fields: {},
  retryAfterMs: null,
  chatId: null,
};

// The one refusal with 403 that is no word against the token.
const notAdministrator = "Only for administrators";

export function toRefusal(status: number, headers: Headers, body: unknown): Refusal {
  const answer = isRecord(body) ? body : {};
  return {
    kind: answer.detail === notAdministrator ? "not_allowed" : kindOf(status, headers),
    status,
    detail: typeof answer.detail === "string" ? answer.detail : "",
    fields: fieldsOf(answer.detail),
    retryAfterMs: retryAfterMs(headers),
    chatId: typeof answer.chat_id === "string" ? answer.chat_id : null,
  };
}

// Whether the same request may succeed later without a change.
export function isTemporary(refusal: Refusal): boolean {
  return refusal.kind === "unreachable" || refusal.kind === "unavailable" || refusal.kind === "limited";
}

// What to tell a person who may try again. Texts that belong to one form only (a wrong password) are with that form.
export function refusalText(refusal: Refusal): string {
  return refusalReason(refusal) + waitText(refusal);
}

// What to tell a person for whom it is tried again.
export function refusalReason(refusal: Refusal): string {
  switch (refusal.kind) {
    case "unreachable":
      return "The server cannot be reached.";
    case "unavailable":
      return "The server is not available at the moment.";
    case "limited":
      return sentence(refusal.detail) || "Too many requests.";
    case "signed_out":
      return "Your session has ended. Log in again.";
    case "not_allowed":
      return "You are not allowed to do this.";
    case "missing":
      return sentence(refusal.detail) || "This is not here any more.";
    case "too_large":
      return "This is too long to send.";
    case "invalid":
      return sentence(refusal.detail || Object.values(refusal.fields).join(". ")) || "The server did not accept this.";
    default:
      return sentence(refusal.detail) || `The server did not accept this (${refusal.status}).`;
  }
}

function kindOf(status: number, headers: Headers): RefusalKind {
  switch (status) {
    case 401:
      return headers.has("WWW-Authenticate") ? "signed_out" : "not_allowed";
    case 403:
      return "signed_out";
    case 404:
      return "missing";
    case 409:
      return "conflict";
    case 413:
      return "too_large";
    case 422:
      return "invalid";
    case 429:
      return "limited";
    default:
      return status >= 500 ? "unavailable" : "refused";
  }
}

function retryAfterMs(headers: Headers): number | null {
  const seconds = Number(headers.get("Retry-After") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null;
}

function waitText(refusal: Refusal): string {
  if (refusal.retryAfterMs === null) return "";
  const seconds = Math.max(1, Math.ceil(refusal.retryAfterMs / 1_000));
  if (seconds < 90) return ` Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`;
  return ` Try again in ${Math.ceil(seconds / 60)} minutes.`;
}

function fieldsOf(detail: unknown): Readonly<Record<string, string>> {
  const fields: Record<string, string> = {};
  if (!Array.isArray(detail)) return fields;
  for (const fault of detail as unknown[]) {
    if (!isRecord(fault) || !Array.isArray(fault.loc) || typeof fault.msg !== "string") continue;
    fields[String((fault.loc as unknown[]).at(-1))] ??= fault.msg;
  }
  return fields;
}

function sentence(text: string): string {
  const trimmed = text.trim();
  if (!trimmed) return "";
  const start = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?]$/.test(start) ? start : `${start}.`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
