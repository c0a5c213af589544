export interface PageLifeTimes {
  // A page that nobody has looked at for so long is left.
  readonly hiddenBeforeAwayMs: number;
  readonly tickMs: number;
  // A tick that is late by so much was not late: the machine slept, and connections that look open are dead.
  readonly sleepMs: number;
}

export interface PageLifeListener {
  // Nobody has looked at the page for a while, or it is going away.
  onAway(): void;
  // Somebody looks at it again, or the machine has slept.
  onBack(): void;
  // There is a network again.
  onNetwork(): void;
}

// Watches whether somebody is there to read. Clocks are compared, since timers stand still in pages that are hidden or frozen
// and on machines that sleep. Returns how to stop.
export function watchPageLife(
  page: Document,
  window: Window,
  listener: PageLifeListener,
  { hiddenBeforeAwayMs, tickMs, sleepMs }: PageLifeTimes,
): () => void {
  let hiddenSince: number | null = page.visibilityState === "hidden" ? Date.now() : null;
  let away = false;
  let seen = Date.now();
  let hideTimer: ReturnType<typeof setTimeout> | undefined;

  function leave(): void {
    if (away) return;
    away = true;
    listener.onAway();
  }

  // Calls are cheap: only the first one after an absence does something.
  function look(): void {
    const now = Date.now();
    const slept = now - seen > tickMs + sleepMs;
    seen = now;
    if (page.visibilityState === "hidden") return;
    const wasAway = away || (hiddenSince !== null && now - hiddenSince >= hiddenBeforeAwayMs);
    hiddenSince = null;
    away = false;
    clearTimeout(hideTimer);
    if (wasAway || slept) listener.onBack();
  }

  function visibilityChanged(): void {
    if (page.visibilityState === "visible") {
      look();
      return;
    }
    hiddenSince ??= Date.now();
    clearTimeout(hideTimer);
    hideTimer = setTimeout(leave, hiddenBeforeAwayMs);
  }

  const events = new AbortController();
  const { signal } = events;
  page.addEventListener("visibilitychange", visibilityChanged, { signal });
  page.addEventListener("resume", look, { signal });
  window.addEventListener("pagehide", leave, { signal });
  // Out of the back-forward cache.
  window.addEventListener("pageshow", look, { signal });
  window.addEventListener(
    "online",
    () => {
      look();
      listener.onNetwork();
    },
    { signal },
  );
  const ticks = setInterval(look, tickMs);
  if (hiddenSince !== null) visibilityChanged();

  return () => {
    events.abort();
    clearInterval(ticks);
    clearTimeout(hideTimer);
  };
}
