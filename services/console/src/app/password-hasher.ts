import { argon2, timingSafeEqual } from 'node:crypto';
import { reasonError } from '@firstring/contracts';
import { deferred, type Deferred, type Random } from '@firstring/kernel';

/** OWASP's argon2id profile for interactive sign-in: 19 MiB, two passes, one lane; about 30 ms. */
const MEMORY_KIB = 19_456;
const PASSES = 2;
const TAG_BYTES = 32;
const PREFIX = `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=1$`;
/** Two hashes at a time use 38 MiB; the rest of the thread pool stays free. */
const RUNNING_MAX = 2;
const WAITING_MAX = 128;

export interface PasswordHasher {
  /** PHC string with a fresh salt. */
  hash(password: string): Promise<string>;
  /** Takes as long for `undefined` (no such user) as for a wrong password. */
  verify(password: string, phc: string | undefined): Promise<boolean>;
}

/** Argon2id with bounded concurrency: UNAVAILABLE when too many wait. */
export function createPasswordHasher(random: Random): PasswordHasher {
  const gate = createGate();
  const decoy = encode(random.bytes(16), random.bytes(TAG_BYTES));
  return {
    async hash(password) {
      const salt = random.bytes(16);
      return encode(salt, await gate(() => derive(password, salt)));
    },
    async verify(password, phc) {
      const { salt, tag } = decode(phc ?? decoy);
      const derived = await gate(() => derive(password, salt));
      return timingSafeEqual(derived, tag) && phc !== undefined;
    },
  };
}

function derive(password: string, salt: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const parameters = { parallelism: 1, tagLength: TAG_BYTES, memory: MEMORY_KIB, passes: PASSES };
    argon2('argon2id', { ...parameters, message: password.normalize('NFKC'), nonce: salt }, (error, tag) =>
      error === null ? resolve(tag) : reject(error),
    );
  });
}

function encode(salt: Uint8Array, tag: Uint8Array): string {
  return PREFIX + [salt, tag].map((part) => Buffer.from(part).toString('base64url')).join('$');
}

function decode(phc: string): { salt: Uint8Array; tag: Uint8Array } {
  const [salt, tag] = phc.startsWith(PREFIX) ? phc.slice(PREFIX.length).split('$') : [];
  if (salt === undefined || tag === undefined) throw new Error('password hash of an unknown kind');
  return { salt: Buffer.from(salt, 'base64url'), tag: Buffer.from(tag, 'base64url') };
}

/** Lets RUNNING_MAX tasks run and WAITING_MAX wait. */
function createGate() {
  let running = 0;
  const waiting: Deferred<void>[] = [];
  return async <T>(task: () => Promise<T>): Promise<T> => {
    if (running >= RUNNING_MAX) {
      if (waiting.length >= WAITING_MAX)
        throw reasonError('UNAVAILABLE', { message: 'too many sign-ins at once' });
      const turn = deferred<void>();
      waiting.push(turn);
      await turn.promise;
    } else {
      running += 1;
    }
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next.resolve();
    }
  };
}
