import { firstGraphemes } from "./graphemes";

// What stands for a name in a small circle: the first letters of its first two words. A letter is what a reader takes for
// one, as a flag of two code points is.
export function initialsOf(name: string): string {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const letters = words.length > 1 ? words.slice(0, 2).map(firstLetter) : [firstLetter(name)];
  return letters.join("").toUpperCase();
}

function firstLetter(word: string): string {
  return firstGraphemes(word, 1) || "?";
}
