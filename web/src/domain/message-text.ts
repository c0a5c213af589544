// Letters that show nothing: blanks, joiners and fillers of every script, and the empty Braille pattern.
const invisible = /^[\s\p{Default_Ignorable_Code_Point}\u2800]*$/u;

export function looksEmpty(body: string): boolean {
  return invisible.test(body);
}

// Without empty lines around it. The first line's own indentation stays: it may be code.
export function tidied(body: string): string {
  return body.replace(/^(?:[^\S\n]*\n)+/, "").trimEnd();
}
