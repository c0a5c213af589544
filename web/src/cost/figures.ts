// Numbers as people read them.

export function dollars(value: number): string {
  if (value === 0) return "$0";
  if (value < 0.01) return `$${value.toLocaleString("en", { maximumSignificantDigits: 2 })}`;
  return `$${value.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

export function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}

export function seconds(value: number): string {
  if (value === 0) return "0 s";
  if (value < 0.0995) return `${Math.round(value * 1_000)} ms`;
  if (value < 9.95) return `${Number(value.toFixed(2))} s`;
  if (value < 120) return `${Number(value.toFixed(1))} s`;
  return `${Math.round(value / 60)} min`;
}

export function bytes(value: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  let rest = value;
  while (rest >= 1_024 && unit < units.length - 1) {
    rest /= 1_024;
    ++unit;
  }
  return `${unit === 0 ? rest : rest.toFixed(1)} ${units[unit] ?? ""}`;
}

// "3.3 times as much", or that nothing can be compared.
export function timesAsMuch(other: number, ours: number): string {
  if (ours <= 0 || other <= 0) return "";
  const times = other / ours;
  return `${times < 10 ? Number(times.toFixed(1)) : Math.round(times)} times as much`;
}

// The smallest of 1, 2, 5, 10, 20 … that is not below the value: the upper end of an axis.
export function roundedUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  for (const step of [1, 2, 5]) if (step * power >= value * (1 - 1e-9)) return step * power;
  return 10 * power;
}
