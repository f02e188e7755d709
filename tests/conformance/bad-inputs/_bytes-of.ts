import type { RawClient } from '../_raw-client.ts';
import type { BadInput } from './_rows.ts';

/** A row's bytes, as this client would send them. */
export function bytesOf(client: RawClient, { input, encoding }: BadInput): Uint8Array {
  if (input instanceof Uint8Array) return input;
  return Buffer.from(typeof input === 'string' ? input : client.request(input), encoding);
}
