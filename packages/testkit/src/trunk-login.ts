import type { Clock, Random } from '@firstring/kernel';
import {
  createChallenges,
  Nonces,
  parseCredentials,
  verifyCredentials,
  type DigestAlgorithm,
} from '@firstring/sip-engine/auth';
import type { SipRequest, SipResponder } from './sip-app.ts';

export interface TrunkAccount {
  user: string;
  password: string;
  realm: string;
  /** What is offered, best first; SHA-256 and MD5 by default. */
  algorithms?: readonly DigestAlgorithm[];
}

/** A carrier's front door: challenges INVITEs with 407 and lets those with the right digest in. */
export class TrunkLogin {
  readonly #account: TrunkAccount;
  readonly #realm: { realm: string; algorithms: readonly DigestAlgorithm[] };
  readonly #nonces: Nonces;

  constructor(deps: { clock: Clock; random: Random }, account: TrunkAccount) {
    this.#account = account;
    this.#realm = { realm: account.realm, algorithms: account.algorithms ?? ['SHA-256', 'MD5'] };
    this.#nonces = new Nonces(deps, { key: deps.random.bytes(32), lifetimeMs: 60_000, trackedMax: 10_000 });
  }

  /** True when the request may pass; otherwise it has been answered. */
  admit(request: SipRequest, response: SipResponder): boolean {
    const given = request.get('proxy-authorization');
    const credentials = given === undefined ? undefined : parseCredentials(given);
    if (credentials === undefined) {
      this.#challenge(response, false);
      return false;
    }
    const secret = { type: 'password', password: this.#account.password } as const;
    const verdict = verifyCredentials(this.#nonces, this.#realm, {
      credentials,
      method: request.method,
      requestUri: request.uri,
      secret: credentials.username === this.#account.user ? secret : undefined,
    });
    if (verdict.type === 'accepted') return true;
    if (verdict.type === 'stale') this.#challenge(response, true);
    else response.send(403);
    return false;
  }

  #challenge(response: SipResponder, stale: boolean): void {
    // One header line a challenge; drachtio-srf writes the value as it is.
    const challenges = createChallenges(this.#nonces, this.#realm, stale);
    response.send(407, { headers: { 'Proxy-Authenticate': challenges.join('\r\nProxy-Authenticate: ') } });
  }
}
