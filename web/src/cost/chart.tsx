import { useId } from "react";
import styles from "./cost.module.css";
import { roundedUp } from "./figures";
import { lineThrough } from "./path";

export interface Line {
  readonly name: string;
  // Chooses colour and dashes, so that a line is known without colours too.
  readonly tone: 0 | 1 | 2;
  readonly values: readonly (number | null)[];
}

// Lines over time. What it shows stands in a table beside it for those who cannot see it.
export function Chart({
  title,
  lines,
  format,
  ends,
}: {
  title: string;
  lines: readonly Line[];
  format: (value: number) => string;
  ends: readonly [string, string];
}) {
  const id = useId();
  const top = roundedUp(Math.max(0, ...lines.flatMap(({ values }) => values.map((value) => value ?? 0))));
  return (
    <figure className={styles.chart} aria-labelledby={id}>
      <figcaption id={id}>
        <h3>{title}</h3>
        <Legend lines={lines} />
      </figcaption>
      <div className={styles.plot} aria-hidden="true">
        <span className={styles.top}>{format(top)}</span>
        <span className={styles.bottom}>0</span>
        <svg viewBox="0 0 100 100" preserveAspectRatio="none">
          <path className={styles.grid} d="M0 0H100M0 50H100M0 100H100" />
          {lines.map(({ name, tone, values }) => (
            <path key={name} className={styles.line} data-tone={tone} d={lineThrough(values, top)} />
          ))}
        </svg>
      </div>
      <div className={styles.times} aria-hidden="true">
        <span>{ends[0]}</span>
        <span>{ends[1]}</span>
      </div>
    </figure>
  );
}

interface Named {
  readonly name: string;
  readonly tone: 0 | 1 | 2;
  // Marked by dots of the chart.
  readonly dot?: boolean;
}

export function Legend({ lines }: { lines: readonly Named[] }) {
  return (
    <ul className={styles.legend}>
      {lines.map(({ name, tone, dot = false }) => (
        <li key={name}>
          <svg viewBox="0 0 24 10" aria-hidden="true">
            {dot ? (
              <path className={styles.dot} data-tone={tone} data-large="" d="M12 5h0" />
            ) : (
              <path className={styles.line} data-tone={tone} d="M1 5H23" />
            )}
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
