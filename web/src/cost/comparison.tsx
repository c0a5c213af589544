import type { CostReport } from "@/api/types";
import styles from "./cost.module.css";
import { count, dollars, seconds, timesAsMuch } from "./figures";

// The bill beside what the same messages would have cost in other ways, each with a bar.
export function Comparison({ report }: { report: CostReport }) {
  const ours = report.total.dollars;
  const ways = [
    {
      name: "Caravan",
      note: `windows of ${seconds(report.window_seconds)}, ${report.policy}`,
      operations: report.total,
    },
    {
      name: "One write per message",
      note: timesAsMuch(report.one_write_per_message.dollars, ours),
      operations: report.one_write_per_message,
    },
    {
      name: "Ten messages or 3 s of silence",
      note: timesAsMuch(report.inactivity.dollars, ours),
      operations: report.inactivity,
    },
  ];
  const most = Math.max(...ways.map(({ operations }) => operations.dollars)) || 1;
  const waits = report.waits;
  return (
    <section className={styles.card} aria-labelledby="so-far">
      <h2 id="so-far">So far</h2>
      <dl className={styles.ways}>
        {ways.map(({ name, note, operations }, index) => (
          <div key={name} className={styles.way} data-way={index}>
            <dt>{name}</dt>
            <dd>
              <strong>{dollars(operations.dollars)}</strong>
              <svg className={styles.bar} viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                <rect width={Math.max(0.4, (100 * operations.dollars) / most)} height="1" />
              </svg>
              <span className={styles.soft}>
                {count(operations.writes)} writes, {count(operations.reads)} reads{note ? ` · ${note}` : ""}
              </span>
            </dd>
          </div>
        ))}
      </dl>
      <dl className={styles.facts}>
        <div>
          <dt>Messages shown</dt>
          <dd>{count(report.messages)}</dd>
        </div>
        <div>
          <dt>Half waited at most</dt>
          <dd>{waits ? seconds(waits.median) : "–"}</dd>
        </div>
        <div>
          <dt>99 of 100 waited at most</dt>
          <dd>{waits ? seconds(waits.p99) : "–"}</dd>
        </div>
        <div>
          <dt>Longest wait</dt>
          <dd>{waits ? seconds(waits.longest) : "–"}</dd>
        </div>
        <div>
          <dt>Dollars above the free tier</dt>
          <dd>{dollars(report.dollars_after_free_tier)}</dd>
        </div>
      </dl>
    </section>
  );
}
