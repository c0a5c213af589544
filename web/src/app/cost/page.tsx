import type { Metadata } from "next";
import { CostPage } from "@/cost/cost-page";

export const metadata: Metadata = { title: "What Caravan costs" };

export default function Page() {
  return <CostPage />;
}
