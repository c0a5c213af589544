import { firstGraphemes } from "./graphemes";

// What a message shows of itself before somebody asks for the rest.
export const foldLimits = { lines: 24, letters: 2_000 };
// A text that is hardly longer is shown whole: the button would take the room of what it hides.
const worthwhile = 1.25;

// The beginning of a long text, or null for one that is shown whole.
export function folded(text: string): string | null {
  const lines = text.split("\n", Math.ceil(foldLimits.lines * worthwhile) + 1);
  const tooManyLines = lines.length > foldLimits.lines * worthwhile;
  const head = tooManyLines ? lines.slice(0, foldLimits.lines).join("\n") : text;
  // A letter has one code unit at least, so short texts need not be parted into letters.
  if (head.length <= foldLimits.letters * worthwhile) return tooManyLines ? head : null;
  return firstGraphemes(head, foldLimits.letters);
}
