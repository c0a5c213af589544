import type { CostReport } from "@/api/types";
import styles from "./cost.module.css";
import { count, dollars } from "./figures";

export function Prices({ report: { prices, listeners_per_reader } }: { report: CostReport }) {
  return (
    <p className={styles.soft}>
      Prices in use: {dollars(prices.writes)} for 100,000 writes, {dollars(prices.reads)} for 100,000 reads,{" "}
      {dollars(prices.deletes)} for 100,000 deletes, {dollars(prices.gib_out)} for a GiB sent out. Free are{" "}
      {count(prices.free_writes)} writes, {count(prices.free_reads)} reads and {count(prices.free_deletes)} deletes a
      day and {prices.free_gib_out} GiB a month. Every write is taken to be read by {count(listeners_per_reader)}{" "}
      {listeners_per_reader === 1 ? "listener" : "listeners"}. Google&rsquo;s bill is what counts.
    </p>
  );
}
