// Presence is the person's, whichever page says it. A page that leaves takes it back for the others too, so it tells them,
// and they say it anew; not at once, since what they say must reach the server after what it heard from the page that left.
const answerAfterMs = 1_000;

// The other pages of the same person in this browser.
export interface Siblings {
  tellLeft(): void;
  close(): void;
}

export function watchSiblings(userId: string, onLeft: () => void): Siblings {
  const channel = new BroadcastChannel(`caravan.presence.${userId}`);
  let timer: ReturnType<typeof setTimeout> | undefined;
  channel.onmessage = () => {
    clearTimeout(timer);
    timer = setTimeout(onLeft, answerAfterMs);
  };
  return {
    tellLeft() {
      channel.postMessage("left");
    },
    close() {
      clearTimeout(timer);
      channel.close();
    },
  };
}
