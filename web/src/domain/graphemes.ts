// Firefox has it since 2024. Without it a text is parted at code points: a letter of several may be cut, a page is shown.
const segmenter = "Segmenter" in Intl ? new Intl.Segmenter() : null;

// The beginning of a text, `countMax` letters of it: what a reader takes for a letter may be many code points, and none is
// cut in two.
export function firstGraphemes(text: string, countMax: number): string {
  let count = 0;
  let end = 0;
  for (const letter of lettersOf(text)) {
    if (count++ === countMax) return text.slice(0, end);
    end += letter.length;
  }
  return text;
}

function* lettersOf(text: string): Iterable<string> {
  if (!segmenter) yield* text;
  else for (const { segment } of segmenter.segment(text)) yield segment;
}
