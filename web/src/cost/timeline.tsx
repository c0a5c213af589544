import type { CostSpan } from "@/api/api";
import type { CostReport } from "@/api/types";
import { Chart } from "./chart";
import { Choices } from "./choices";
import styles from "./cost.module.css";
import { count, dollars, seconds } from "./figures";

const spans: readonly { readonly value: CostSpan; readonly name: string; readonly step: string }[] = [
  { value: "hour", name: "Hour", step: "each minute" },
  { value: "day", name: "Day", step: "each quarter of an hour" },
  { value: "month", name: "Month", step: "every six hours" },
];

export function Timeline({
  report,
  span,
  onSpan,
}: {
  report: CostReport;
  span: CostSpan;
  onSpan: (span: CostSpan) => void;
}) {
  const { series } = report;
  const step = spans.find(({ value }) => value === span)?.step ?? "";
  const time = (begin: number) =>
    new Date(begin * 1_000).toLocaleString(
      undefined,
      span === "month"
        ? { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }
        : { hour: "2-digit", minute: "2-digit" },
    );
  const ends = [series[0] ? time(series[0].begin) : "", "now"] as const;
  return (
    <section className={styles.card} aria-labelledby="over-time">
      <div className={styles.heading}>
        <h2 id="over-time">Over time</h2>
        <Choices label="How far back" name="span" options={spans} chosen={span} onChoose={onSpan} />
      </div>
      <div className={styles.charts}>
        <Chart
          title={`Operations ${step}`}
          format={count}
          ends={ends}
          lines={[
            { name: "writes", tone: 0, values: series.map(({ operations }) => operations.writes) },
            { name: "reads", tone: 1, values: series.map(({ operations }) => operations.reads) },
            { name: "messages", tone: 2, values: series.map(({ messages }) => messages) },
          ]}
        />
        <Chart
          title={`Dollars ${step}`}
          format={dollars}
          ends={ends}
          lines={[
            { name: "Caravan", tone: 0, values: series.map(({ operations }) => operations.dollars) },
            {
              name: "one write per message",
              tone: 1,
              values: series.map(({ one_write_per_message_dollars }) => one_write_per_message_dollars),
            },
            { name: "10 / 3 s", tone: 2, values: series.map(({ inactivity_dollars }) => inactivity_dollars) },
          ]}
        />
        <Chart
          title="Wait until shown"
          format={seconds}
          ends={ends}
          lines={[
            { name: "half", tone: 0, values: series.map(({ waits }) => waits?.median ?? null) },
            { name: "99 of 100", tone: 1, values: series.map(({ waits }) => waits?.p99 ?? null) },
            { name: "longest", tone: 2, values: series.map(({ waits }) => waits?.longest ?? null) },
          ]}
        />
      </div>
      <details className={styles.details}>
        <summary>The same as a table</summary>
        <div className={styles.scroll} role="region" aria-label="Figures over time" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">From</th>
                <th scope="col">Messages</th>
                <th scope="col">Writes</th>
                <th scope="col">Reads</th>
                <th scope="col">Dollars</th>
                <th scope="col">One write per message</th>
                <th scope="col">10 / 3 s</th>
                <th scope="col">Half</th>
                <th scope="col">99 of 100</th>
                <th scope="col">Longest</th>
              </tr>
            </thead>
            <tbody>
              {[...series].reverse().map((interval) => (
                <tr key={interval.begin}>
                  <th scope="row">{time(interval.begin)}</th>
                  <td>{count(interval.messages)}</td>
                  <td>{count(interval.operations.writes)}</td>
                  <td>{count(interval.operations.reads)}</td>
                  <td>{dollars(interval.operations.dollars)}</td>
                  <td>{dollars(interval.one_write_per_message_dollars)}</td>
                  <td>{dollars(interval.inactivity_dollars)}</td>
                  <td>{interval.waits ? seconds(interval.waits.median) : "–"}</td>
                  <td>{interval.waits ? seconds(interval.waits.p99) : "–"}</td>
                  <td>{interval.waits ? seconds(interval.waits.longest) : "–"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}
