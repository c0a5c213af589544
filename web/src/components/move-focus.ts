// Moves the focus among the matching elements of a list, as arrow keys do in lists elsewhere. False for other keys.
export function moveFocus(list: HTMLElement, selector: string, key: string): boolean {
  const items = [...list.querySelectorAll<HTMLElement>(selector)];
  const at = items.findIndex((item) => item === document.activeElement);
  const target = { ArrowDown: at + 1, ArrowUp: at < 0 ? items.length - 1 : at - 1, Home: 0, End: items.length - 1 }[
    key
  ];
  if (target === undefined) return false;
  items[Math.min(Math.max(target, 0), items.length - 1)]?.focus();
  return true;
}
