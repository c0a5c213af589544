// Aborts what it is given to after so long. Written out, since Safari has AbortSignal.timeout from version 16 on only.
export function timeoutAfter(ms: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => {
    controller.abort(new DOMException(`no answer within ${ms} ms`, "TimeoutError"));
  }, ms);
  return controller.signal;
}
