import type { Connection, InboxListener } from "./inbox";

// For tests: what an inbox has told its listener, in order.
export class RecordedInbox implements InboxListener {
  readonly calls: string[] = [];

  onConnection = (connection: Connection): void => void this.calls.push(connection);
  onMessages: InboxListener["onMessages"] = (messages) => {
    this.calls.push(...messages.map(({ body }) => body));
  };
  onGap = (): void => void this.calls.push("gap");
  onNewsIn: InboxListener["onNewsIn"] = (chatIds) => void this.calls.push(`news in ${chatIds.join()}`);
  onSignedOut = (): void => void this.calls.push("signed out");

  // What came since this was asked last.
  take(): string[] {
    return this.calls.splice(0);
  }
}
