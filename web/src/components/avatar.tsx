import { initialsOf } from "@/domain/initials";

const tones = 8;

export function Avatar({ name, small = false }: { name: string; small?: boolean }) {
  return (
    <span className={small ? "avatar small" : "avatar"} data-tone={toneOf(name)} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}

// The same name has the same colour everywhere.
function toneOf(name: string): number {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 4_294_967_291;
  return hash % tones;
}
