// The lines of a chart in a square of 100 by 100, which the page stretches: x to the right, y downward.

export interface Place {
  readonly x: number;
  readonly y: number;
}

// A line through the values, evenly spaced; interrupted where there is none. A value alone between gaps is a dot.
export function lineThrough(values: readonly (number | null)[], max: number): string {
  const step = values.length > 1 ? 100 / (values.length - 1) : 0;
  const places = values.map((value, index) =>
    value === null ? null : { x: index * step, y: 100 - (100 * value) / max },
  );
  return path(places);
}

export function path(places: readonly (Place | null)[]): string {
  let line = "";
  places.forEach((place, index) => {
    if (!place) return;
    const begins = !places[index - 1];
    const alone = begins && !places[index + 1];
    line += `${begins ? "M" : "L"}${rounded(place.x)} ${rounded(place.y)}`;
    if (alone) line += "h0";
  });
  return line;
}

// Short waits get as much room as long ones.
export function waitScale(longest: number): (wait: number) => number {
  const stretch = (wait: number) => Math.log1p(wait / shortest);
  const end = stretch(Math.max(longest, shortest));
  return (wait) => (100 * stretch(wait)) / end;
}
const shortest = 0.25;

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
