import { useId, useState } from "react";
import type { CostCurve, CostReport } from "@/api/types";
import { Legend } from "./chart";
import { Choices } from "./choices";
import styles from "./cost.module.css";
import { count, dollars, roundedUp, seconds } from "./figures";
import { path, waitScale } from "./path";
import { type Choice, choices, comparisons, type Layout, nearest } from "./trade-off";

const layouts: readonly { readonly value: Layout; readonly name: string }[] = [
  { value: "inbox", name: "A document per reader" },
  { value: "batches", name: "Per sender and chat" },
];
const ruleNames = {
  window: "Windows",
  one_write_per_message: "One write per message",
  inactivity: "Ten messages or 3 s of silence",
};
const waitTicks = [0, 1, 3, 10, 30, 60];
const tickDistanceMin = 15; // of 100, so that their texts stand apart on a phone

// What other windows would make of the latest messages: cost against wait, with a slider over the window's length.
export function TradeOff({ curve, report }: { curve: CostCurve; report: CostReport }) {
  const id = useId();
  const [layout, setLayout] = useState<Layout>("inbox");
  const [wanted, setWanted] = useState<number | null>(null);
  const all = choices(curve, layout);
  const others = comparisons(curve);
  const inEffect = nearest(all, report.window_seconds);
  const index = Math.min(wanted ?? inEffect, all.length - 1);
  const chosen = all[index];
  return (
    <section className={styles.card} aria-labelledby="trade-off">
      <div className={styles.heading}>
        <h2 id="trade-off">Cost against wait</h2>
        <Choices label="Layout" name="layout" options={layouts} chosen={layout} onChoose={setLayout} />
      </div>
      {chosen ? (
        <>
          <p className={styles.soft}>
            The latest {count(curve.messages)} messages of this process, sent again through windows of other lengths.
          </p>
          <Plot all={all} others={others} chosen={chosen} inEffect={all[inEffect]} />
          <label className={styles.slider} htmlFor={id}>
            <span>
              Longest window <strong>{seconds(chosen.windowSeconds)}</strong>
              {index === inEffect ? <span className={styles.soft}> as in effect now</span> : null}
            </span>
            <input
              id={id}
              type="range"
              min={0}
              max={all.length - 1}
              step={1}
              value={index}
              aria-valuetext={`${seconds(chosen.windowSeconds)}: ${dollars(chosen.dollarsAMillion)} a million messages, 99 of 100 within ${seconds(chosen.p99)}`}
              onChange={(event) => {
                setWanted(Number(event.target.value));
              }}
            />
          </label>
          <Table rows={[chosen, ...others]} />
        </>
      ) : (
        <p className={styles.soft}>No message has been published yet. The curve is drawn from real traffic.</p>
      )}
    </section>
  );
}

function Plot({
  all,
  others,
  chosen,
  inEffect,
}: {
  all: readonly Choice[];
  others: readonly Choice[];
  chosen: Choice;
  inEffect: Choice | undefined;
}) {
  const shown = [...all, ...others];
  const longest = Math.max(...shown.map(({ p99 }) => p99));
  const top = roundedUp(Math.max(...shown.map(({ dollarsAMillion }) => dollarsAMillion)));
  const scale = waitScale(longest);
  const place = ({ p99, dollarsAMillion }: Choice) => ({ x: scale(p99), y: 100 - (100 * dollarsAMillion) / top });
  const dot = (choice: Choice) => path([place(choice)]);
  const ticks = waitTicks.filter((tick, index) => {
    const next = waitTicks[index + 1] ?? Infinity;
    return tick <= longest && (next > longest || scale(next) - scale(tick) > tickDistanceMin);
  });
  return (
    <figure className={styles.chart}>
      <figcaption>
        <h3>Dollars a million messages, by the wait of 99 of 100</h3>
        <Legend
          lines={[
            { name: "windows from 0 to 60 s", tone: 0 },
            { name: "one write per message", tone: 1, dot: true },
            { name: "10 / 3 s", tone: 2, dot: true },
          ]}
        />
      </figcaption>
      <div className={styles.plot} data-tall="" aria-hidden="true">
        <span className={styles.top}>{dollars(top)}</span>
        <span className={styles.bottom}>0</span>
        <svg viewBox="0 0 100 100" preserveAspectRatio="none">
          <path
            className={styles.grid}
            d={`M0 0H100M0 50H100M0 100H100${ticks.map((tick) => `M${scale(tick)} 0V100`).join("")}`}
          />
          <path className={styles.line} data-tone={0} d={path(all.map(place))} />
          {all.map((choice) => (
            <path key={choice.windowSeconds} className={styles.dot} data-tone={0} d={dot(choice)} />
          ))}
          {others.map((choice) => (
            <path
              key={choice.rule}
              className={styles.dot}
              data-tone={choice.rule === "inactivity" ? 2 : 1}
              data-large=""
              d={dot(choice)}
            />
          ))}
          {inEffect ? <path className={styles.dot} data-tone={0} data-large="" d={dot(inEffect)} /> : null}
          <path className={styles.cursor} d={`M${place(chosen).x} 0V100`} />
          <path className={styles.dot} data-chosen="" d={dot(chosen)} />
        </svg>
      </div>
      <svg className={styles.ticks} aria-hidden="true">
        {ticks.map((tick) => (
          <text
            key={tick}
            x={`${scale(tick)}%`}
            y="12"
            textAnchor={scale(tick) < 3 ? "start" : scale(tick) > 97 ? "end" : "middle"}
          >
            {seconds(tick)}
          </text>
        ))}
      </svg>
    </figure>
  );
}

function Table({ rows }: { rows: readonly Choice[] }) {
  return (
    <div className={styles.scroll} role="region" aria-label="What they would cost" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">Dollars a million</th>
            <th scope="col">Writes a thousand</th>
            <th scope="col">Reads a thousand</th>
            <th scope="col">Half</th>
            <th scope="col">99 of 100</th>
            <th scope="col">Longest</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.rule}>
              <th scope="row">
                {row.rule === "window" ? `Windows of ${seconds(row.windowSeconds)}` : ruleNames[row.rule]}
              </th>
              <td>{dollars(row.dollarsAMillion)}</td>
              <td>{count(row.writesAThousand)}</td>
              <td>{count(row.readsAThousand)}</td>
              <td>{seconds(row.median)}</td>
              <td>{seconds(row.p99)}</td>
              <td>{seconds(row.longest)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
