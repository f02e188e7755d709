/** A promise that a signal resolves when it aborts; disposing takes the listener off again. For races with something that may never come. */
export function untilAborted(signal: AbortSignal): { readonly promise: Promise<undefined> } & Disposable {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const abort = (): void => resolve(undefined);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return { promise, [Symbol.dispose]: () => signal.removeEventListener('abort', abort) };
}
