// Whoever looked away for less than this has a connection as good as before.
const lookedAwayMs = 1_000;
const tickMs = 2_000;
// A tick so late was not late: the machine slept.
const sleepMs = 5_000;

// Tells when somebody looks at the page again, and when the machine or its network is back. Returns how to stop.
export function watchWaking(page: Document, window: Window, onWake: () => void): () => void {
  let hiddenAt: number | null = page.visibilityState === "hidden" ? Date.now() : null;
  let ticked = Date.now();

  function visibilityChanged(): void {
    if (page.visibilityState === "hidden") {
      hiddenAt = Date.now();
      return;
    }
    const away = hiddenAt === null ? 0 : Date.now() - hiddenAt;
    hiddenAt = null;
    if (away >= lookedAwayMs) onWake();
  }

  function tick(): void {
    const slept = Date.now() - ticked > tickMs + sleepMs;
    ticked = Date.now();
    if (slept && page.visibilityState === "visible") onWake();
  }

  const events = new AbortController();
  const { signal } = events;
  page.addEventListener("visibilitychange", visibilityChanged, { signal });
  // Out of the back-forward cache.
  const shown = ({ persisted }: PageTransitionEvent) => {
    if (persisted) onWake();
  };
  window.addEventListener("pageshow", shown, { signal });
  window.addEventListener("online", onWake, { signal });
  const ticks = setInterval(tick, tickMs);
  return () => {
    events.abort();
    clearInterval(ticks);
  };
}
