import { useEffect, useState } from "react";
import { type CostSpan, createApi } from "@/api/api";
import type { Refusal } from "@/api/refusal";
import type { CostCurve, CostReport } from "@/api/types";
import { expireSession, type Session } from "@/session/session";

const refreshMs = 15_000;

export interface Bill {
  readonly report: CostReport | null;
  readonly curve: CostCurve | null;
  // Why the newest figures could not be had.
  readonly refusal: Refusal | null;
}

const nothing: Bill = { report: null, curve: null, refusal: null };

// The figures, read anew while the page is looked at.
export function useBill(session: Session, span: CostSpan): Bill {
  const [bill, setBill] = useState(nothing);

  useEffect(() => {
    const api = createApi(session.token, expireSession);
    let current = true;
    async function read() {
      if (document.hidden) return;
      const report = await api.costReport(span);
      const curve = report.ok ? await api.costCurve() : report;
      if (!current) return;
      setBill((before) => ({
        report: report.ok ? report.value : before.report,
        curve: curve.ok ? curve.value : before.curve,
        refusal: curve.ok ? null : curve.refusal,
      }));
    }
    const onLook = () => void read();
    onLook();
    const timer = setInterval(onLook, refreshMs);
    document.addEventListener("visibilitychange", onLook);
    return () => {
      current = false;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", onLook);
    };
  }, [session.token, span]);

  return bill;
}
