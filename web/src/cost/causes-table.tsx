import type { CostReport } from "@/api/types";
import styles from "./cost.module.css";
import { bytes, count, dollars } from "./figures";

type Cause = CostReport["causes"][number]["cause"];

const names: Record<Cause, string> = {
  delivery: "Writes that showed messages",
  listener: "What listeners read of them (inferred)",
  first_touch: "First look at a document",
  retry: "Tries in vain",
  session: "Ends of sessions",
};

export function CausesTable({ report }: { report: CostReport }) {
  const rows = [
    ...report.causes.map(({ cause, operations }) => ({ name: names[cause], operations })),
    { name: "All", operations: report.total },
  ];
  return (
    <section className={styles.card} aria-labelledby="causes">
      <h2 id="causes">What for</h2>
      <div className={styles.scroll} role="region" aria-label="Operations by cause" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Cause, layout {report.layout}</th>
              <th scope="col">Writes</th>
              <th scope="col">Reads</th>
              <th scope="col">Deletes</th>
              <th scope="col">Sent out</th>
              <th scope="col">Dollars</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, operations }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{count(operations.writes)}</td>
                <td>{count(operations.reads)}</td>
                <td>{count(operations.deletes)}</td>
                <td>{bytes(operations.bytes_out)}</td>
                <td>{dollars(operations.dollars)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
