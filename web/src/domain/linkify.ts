export interface TextPart {
  readonly text: string;
  readonly href?: string;
  // Where the link leads, when its text may be read as leading elsewhere.
  readonly host?: string;
}

// Signs that end a sentence or a quotation in scripts that put no blank behind them.
const otherSigns = "，。、；：？！…（）「」『』【】《》〈〉«»“”";
const web = `\\b(?:https?://|www\\.)[^\\s<>"${otherSigns}]+`;
// No name of a mailbox is longer (RFC 5321), and a long text without one is soon read.
const mail = "[\\w.+-]{1,64}@[a-z0-9-]+(?:\\.[a-z0-9-]+)*\\.[a-z]{2,}";
const address = new RegExp(`${web}|${mail}`, "gi");
// Not said with a lookbehind: Safari before 16.4 has none.
const isWithinName = (text: string, at: number) => /[\w.+-]/.test(text.charAt(at - 1));
const punctuation = new Set(".,:;!?'’");
const brackets: readonly (readonly [string, string])[] = [
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
];
// What changes the direction of the text around it, and what shows nothing at all.
const hiddenSigns = /[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/gu;

// Parts a text at its web and mail addresses. A full stop after one belongs to the sentence, as does a bracket that the
// address only closes.
export function linkify(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of text.matchAll(address)) {
    const found = withoutTrailing(match[0]);
    const link = linkOf(found);
    if (!link || (link.href?.startsWith("mailto:") && isWithinName(text, match.index))) continue;
    if (match.index > at) parts.push({ text: text.slice(at, match.index) });
    parts.push(link);
    at = match.index + found.length;
  }
  if (at < text.length) parts.push({ text: text.slice(at) });
  return parts;
}

function linkOf(found: string): TextPart | null {
  const text = found.replace(hiddenSigns, encodeURIComponent);
  if (/^www\./i.test(text)) return webLink(text, `https://${text}`);
  if (/^https?:/i.test(text)) return webLink(text, text);
  return { text, href: `mailto:${text}` };
}

function webLink(text: string, href: string): TextPart | null {
  if (!URL.canParse(href)) return null;
  const { host, username, password } = new URL(href);
  if (!host.includes(".") && host !== "localhost" && /^www\./i.test(text)) return null;
  const misleads = username !== "" || password !== "" || /(^|\.)xn--/.test(host);
  return misleads ? { text, href, host } : { text, href };
}

// Counts once: the text may be sixteen thousand brackets, sent to keep its readers busy.
function withoutTrailing(address: string): string {
  const surplus = new Map(brackets.map(([open, close]) => [close, count(address, close) - count(address, open)]));
  let end = address.length;
  for (; end > 0; --end) {
    const last = address.charAt(end - 1);
    const unopened = surplus.get(last) ?? 0;
    if (unopened <= 0 && !punctuation.has(last)) break;
    surplus.set(last, unopened - 1);
  }
  return address.slice(0, end);
}

function count(text: string, letter: string): number {
  return text.split(letter).length - 1;
}
