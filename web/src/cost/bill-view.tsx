import { useState } from "react";
import type { CostSpan } from "@/api/api";
import { type Refusal, refusalText } from "@/api/refusal";
import type { CostReport } from "@/api/types";
import type { Session } from "@/session/session";
import { CausesTable } from "./causes-table";
import { Comparison } from "./comparison";
import styles from "./cost.module.css";
import { Prices } from "./prices";
import { Timeline } from "./timeline";
import { TradeOff } from "./trade-off-view";
import { useBill } from "./use-bill";

export function BillView({ session }: { session: Session }) {
  const [span, setSpan] = useState<CostSpan>("hour");
  const { report, curve, refusal } = useBill(session, span);

  if (!report)
    return refusal ? <WhyNot refusal={refusal} /> : <span className="spinner" role="status" aria-label="Reading" />;
  return (
    <>
      {refusal ? (
        <p className="notice bad" role="status">
          These figures are not the newest ones. {refusalText(refusal)}
        </p>
      ) : null}
      <Lead report={report} />
      <Comparison report={report} />
      <Timeline report={report} span={span} onSpan={setSpan} />
      {curve ? <TradeOff curve={curve} report={report} /> : null}
      <CausesTable report={report} />
      <Prices report={report} />
    </>
  );
}

function WhyNot({ refusal }: { refusal: Refusal }) {
  const text = {
    not_allowed:
      "This page is for administrators. They are named in the server's configuration, in auth.administrators.",
    missing:
      "This server publishes to no feed (backend.feed is none), so nothing is billed. Everybody reads over a socket.",
  }[refusal.kind as string];
  return (
    <p className="notice" role="status">
      {text ?? refusalText(refusal)}
    </p>
  );
}

function Lead({ report }: { report: CostReport }) {
  const since = new Date(report.since * 1_000).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  return (
    <p className={styles.lead}>
      {report.feed === "log"
        ? "The feed is the log, which nobody bills; the figures beside it say what a database would. "
        : "What Firestore counts for this server process, priced from its configuration. "}
      Since {since}.
    </p>
  );
}
