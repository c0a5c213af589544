export interface TextPart {
  readonly text: string;
  readonly href?: string;
}

const address = /\bhttps?:\/\/[^\s<>"]+/gi;
const punctuation = new Set(".,:;!?'”’");
const brackets: readonly (readonly [string, string])[] = [
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
];

// Parts a text at its web addresses. A full stop after one belongs to the sentence, as does a bracket that the address
// only closes.
export function linkify(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of text.matchAll(address)) {
    const href = withoutTrailing(match[0]);
    if (!URL.canParse(href)) continue;
    if (match.index > at) parts.push({ text: text.slice(at, match.index) });
    parts.push({ text: href, href });
    at = match.index + href.length;
  }
  if (at < text.length) parts.push({ text: text.slice(at) });
  return parts;
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
