import { requestInvalid } from '../errors.ts';
import { writeConcernWeak } from './store-failures.ts';

/** Settings of a URL that would make an acknowledged write one that can be lost, or a read one of the past. */
const SAFE: Readonly<Record<string, readonly string[]>> = {
  w: ['majority'],
  journal: ['true'],
  j: ['true'],
  readconcernlevel: ['majority', 'linearizable'],
  readpreference: ['primary'],
  retrywrites: ['true'],
};

/**
 * The hosts of a MongoDB URL, for messages: never its user or password. Throws STORE_WRITE_CONCERN_WEAK where the URL asks for less than the
 * port promises, STORE_REQUEST_INVALID where it is none.
 */
export function checkUrl(url: string): string {
  const parts = /^mongodb(?:\+srv)?:\/\/(?:[^@/]*@)?([^/?]+)(?:\/[^?]*)?(?:\?(.*))?$/.exec(url);
  const [, host, query] = parts ?? [];
  if (host === undefined)
    throw requestInvalid('MONGODB_URL must begin with mongodb:// or mongodb+srv:// and name a host');
  for (const [name, value] of new URLSearchParams(query ?? '')) {
    const safe = SAFE[name.toLowerCase()];
    if (safe !== undefined && !safe.includes(value.toLowerCase())) throw writeConcernWeak(`${name}=${value}`);
  }
  return host;
}
