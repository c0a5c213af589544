import { initialsOf } from "@/domain/initials";

const tones = 12;

interface AvatarProps {
  // Of the person, or of the group.
  readonly id: string;
  readonly name: string;
  readonly small?: boolean;
}

export function Avatar({ id, name, small = false }: AvatarProps) {
  return (
    <span className={small ? "avatar small" : "avatar"} data-tone={toneOf(id)} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}

// Who is the same has the same colour everywhere, and who has the same name another one. Ids that follow each other, as those
// of people do, have different ones.
function toneOf(id: string): number {
  let hash = 0;
  for (const letter of id) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 4_294_967_291;
  return hash % tones;
}
