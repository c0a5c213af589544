const segmenter = new Intl.Segmenter();

// The beginning of a text, `countMax` letters of it: what a reader takes for a letter may be many code points, and none is
// cut in two.
export function firstGraphemes(text: string, countMax: number): string {
  let count = 0;
  for (const { index } of segmenter.segment(text)) if (count++ === countMax) return text.slice(0, index);
  return text;
}
