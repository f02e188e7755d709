import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { reasonError } from '@firstring/contracts';
import type { Credentials } from '../../app/authenticate.ts';
import type { LinkProfile } from '../../domain/link-profile.ts';

const KEY = /^[\x21-\x7e]{1,255}$/;
const KEY_NAMES = new Set(['key', 'api_key', 'apikey', 'x-api-key', 'access_token']);
const KEY_BEGINS = 'fsk_';

/** The query string as it was sent, without the question mark. */
export function queryOf({ url = '' }: IncomingMessage): string {
  const mark = url.indexOf('?');
  return mark === -1 ? '' : url.slice(mark + 1);
}

/** Everything is checked and nothing stored: `?test=1`, or the header `Firstring-Test: 1`. */
export function isTest(request: IncomingMessage): boolean {
  const asked = request.headers['firstring-test'] ?? new URLSearchParams(queryOf(request)).get('test');
  return asked === '1' || asked === 'true';
}

/** The Idempotency-Key header; FIELD_INVALID when it cannot be one. */
export function idempotencyKey(headers: IncomingHttpHeaders): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw reasonError('FIELD_INVALID', {
      message: 'Idempotency-Key has 1 to 255 printable characters',
      details: { field: 'Idempotency-Key' },
    });
  }
  return key;
}

/** What the headers prove, over this content. */
export function credentialsOf(headers: IncomingHttpHeaders, content: Uint8Array): Credentials {
  const bearer = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
  return {
    key: bearer ?? one(headers['x-api-key']),
    signed: {
      id: one(headers['webhook-id']),
      timestamp: one(headers['webhook-timestamp']),
      signature: one(headers['webhook-signature']),
    },
    content,
  };
}

/** URLs end up in logs on the way: a key in one is no secret any more. */
export function refuseKeyInUrl(request: IncomingMessage, { authentication }: LinkProfile): void {
  const query = queryOf(request);
  if (query === '') return;
  const named = (name: string) => authentication === 'key' && KEY_NAMES.has(name.toLowerCase());
  for (const [name, value] of new URLSearchParams(query)) {
    if (named(name) || value.startsWith(KEY_BEGINS)) throw reasonError('KEY_IN_URL');
  }
}

function one(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}
