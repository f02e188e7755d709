import { createHmac } from 'node:crypto';
import type { Random } from '@firstring/kernel';
import { updateDocument } from '@firstring/service-kit';
import type { Collection } from '@firstring/store';
import type { HashMark } from '../domain/exclusion.ts';
import { MARK_KEY_ID, type MarkKeyDoc } from '../store/mark-key.ts';

const KEY_BYTES = 32;
const HASH_CHARS = 22;

/** The installation's hash of marks: 132 bits of HMAC-SHA-256 under a key that is made on the first start and never changes. */
export async function openMarkHash(keys: Collection<MarkKeyDoc>, random: Random): Promise<HashMark> {
  const fresh = Buffer.from(random.bytes(KEY_BYTES)).toString('base64url');
  const key = await updateDocument<MarkKeyDoc, string>(keys, MARK_KEY_ID, (doc) =>
    doc === undefined ? { answer: fresh, doc: { key: fresh } } : { answer: doc.key },
  );
  const secret = Buffer.from(key, 'base64url');
  return (texts) =>
    createHmac('sha256', secret).update(JSON.stringify(texts)).digest('base64url').slice(0, HASH_CHARS);
}
