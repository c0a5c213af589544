import type { KeyboardEvent } from "react";

// What a browser says of a key that an input method took for itself.
const takenByInputMethod = 229;

// Whether a key belongs to an input method, which ends a composition with Enter and gives it up with Escape. Safari says
// that the composition has ended before it tells of that key.
export function isComposing(event: KeyboardEvent): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else tells it there
  return event.nativeEvent.isComposing || event.nativeEvent.keyCode === takenByInputMethod;
}

// For a form whose fields would be submitted by such an Enter.
export function keepComposing(event: KeyboardEvent): void {
  if (event.key === "Enter" && isComposing(event)) event.preventDefault();
}

// On a touch screen's keyboard Enter is the only way to a new line, and the button to send is beside it.
export function hasTouchKeyboard(): boolean {
  return matchMedia("(hover: none) and (pointer: coarse)").matches;
}
