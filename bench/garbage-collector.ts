import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Collects all garbage now, so that a measured size is what is really kept. */
export function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as NonNullable<typeof globalThis.gc>; // what the flag exposes
  // The thorough kind gives free pages back, so that resident memory is what is really kept.
  return () => gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
