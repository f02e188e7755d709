import type { GuardBook } from './_guard-book.ts';
import type { Served } from './_sim-rpc.ts';

/** Requests that claim may only answer yes to under the newest token. */
const FENCED = new Set(['renewLock', 'releaseLock', 'claimLead', 'authorizeDial']);

interface Fields {
  readonly requestId?: string;
  readonly key?: { readonly phone: string };
  readonly fencingToken?: bigint;
  readonly version?: bigint;
  readonly result?: { readonly $case: string; readonly value: { readonly fencingToken?: bigint } };
  readonly permit?: { readonly permitId: string };
}

/** Every answer a service gave: by the right token, and the same to the same request. */
export class AnswerBook {
  readonly #guards: GuardBook;
  readonly #broken: (id: string, text: string) => void;
  readonly #given = new Map<string, string>();
  /** Fenced requests that were done: to the same one again the answer is the same, and nothing is done. */
  readonly #done = new Set<string>();

  constructor(guards: GuardBook, broken: (id: string, text: string) => void) {
    this.#guards = guards;
    this.#broken = broken;
  }

  served({ method: path, request, answer, arrivedMs }: Served, nowMs: number): void {
    const method = path.slice(path.indexOf('/') + 1);
    if (answer.type === 'error') {
      if (answer.error.code === 'internal')
        this.#broken('internal', `${path}: ${String(answer.error.cause)}`);
      return;
    }
    // The messages are the generated ones; only these fields of theirs are looked at.
    const [asked, given] = [request as Fields, answer.response as Fields];
    if (path.startsWith('firstring.claim.v1.ClaimService/') && FENCED.has(method)) {
      this.#isFenced(method, asked, given, { fromMs: arrivedMs, toMs: nowMs });
    }
    this.#isSame(path, asked, given);
  }

  /** I2: a token that was not the newest at any moment of the call does nothing. */
  #isFenced(
    method: string,
    asked: Fields,
    given: Fields,
    { fromMs, toMs }: { fromMs: number; toMs: number },
  ): void {
    const { key, fencingToken: token, requestId = '' } = asked;
    if (key === undefined || token === undefined) return;
    if (method === 'authorizeDial' && given.permit === undefined) return;
    const newest = this.#guards.tokensBetween(key.phone, fromMs, toMs);
    // A guard that was freed is as free as who gives it back wanted.
    const isFine = method === 'releaseLock' ? newest.some((each) => each <= token) : newest.includes(token);
    const name = `${method} ${requestId}`;
    if (isFine) this.#done.add(name);
    else if (!this.#done.has(name))
      this.#broken(
        'I2',
        `${method} under token ${token} of ${key.phone}; its newest were ${newest.join(', ')}`,
      );
  }

  /** The same request is the same answer, or a clean no. */
  #isSame(path: string, { requestId }: Fields, given: Fields): void {
    if (requestId === undefined || requestId === '') return;
    const outcome = outcomeOf(path, given);
    if (outcome === undefined) return;
    const name = `${path} ${requestId}`;
    const before = this.#given.get(name) ?? outcome;
    this.#given.set(name, before);
    if (before !== outcome) this.#broken('request id', `${name} was answered ${before}, then ${outcome}`);
  }
}

function outcomeOf(path: string, { result, permit, version }: Fields): string | undefined {
  switch (path.slice(path.indexOf('/') + 1)) {
    case 'acquireLock':
      return result?.$case === 'granted' ? String(result.value.fencingToken) : undefined;
    case 'authorizeDial':
      return permit?.permitId;
    case 'recordOutcome':
      return String(version);
    default:
      return undefined;
  }
}
