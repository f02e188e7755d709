import { systemRandom as random } from '@firstring/kernel/system';
import { answerChallenge } from '@firstring/sip-engine/auth';
import { splitChallenges } from '../src/sip/challenges.ts';
import { PASSWORD, type Harness } from './_harness.ts';
import type { RawPeer } from './_raw-peer.ts';

/** What one REGISTER says. */
export interface Asking {
  readonly user: string;
  readonly password?: string;
  readonly contact?: string;
  readonly expires?: string;
  readonly algorithm?: string;
  /** Users of To and From where they differ from the account's. */
  readonly to?: string;
  readonly from?: string;
  readonly userAgent?: string;
  /** Further header lines. */
  readonly headers?: readonly string[];
}

/** Registers at the service as a phone of any make would, header by header. */
export class RawPhone {
  readonly #harness: Harness;
  readonly #peer: RawPeer;

  constructor(harness: Harness, peer: RawPeer) {
    this.#harness = harness;
    this.#peer = peer;
  }

  /** The Request-URI of a REGISTER. */
  get uri(): string {
    return `sip:127.0.0.1:${this.#harness.registrar.port}`;
  }

  /** REGISTER, and once more with credentials when it is challenged; the last answer. */
  async register(asking: Asking): Promise<string> {
    const challenged = await this.send(asking);
    return statusOf(challenged) === 401
      ? this.send(asking, this.credentials(challenged, asking))
      : challenged;
  }

  /** One REGISTER. */
  send(asking: Asking, authorization?: string): Promise<string> {
    return this.#peer.request(this.#harness.registrar, 'REGISTER', this.uri, [
      `From: <sip:${asking.from ?? asking.user}@firstring>;tag=f`,
      `To: <sip:${asking.to ?? asking.user}@firstring>`,
      ...(asking.contact === undefined ? [] : [`Contact: ${asking.contact}`]),
      ...(asking.expires === undefined ? [] : [`Expires: ${asking.expires}`]),
      ...(authorization === undefined ? [] : [`Authorization: ${authorization}`]),
      ...(asking.headers ?? []),
      `User-Agent: ${asking.userAgent ?? 'raw phone'}`,
    ]);
  }

  /** The answer to a challenge. */
  credentials(challenged: string, asking: Asking, nonceCount = 1): string {
    const challenges = challengesOf(challenged).filter((challenge) =>
      challenge.includes(`algorithm=${asking.algorithm ?? 'SHA-256'}`),
    );
    const account = { username: asking.user, password: asking.password ?? PASSWORD };
    const request = { method: 'REGISTER', uri: this.uri, nonceCount };
    return answerChallenge({ random, account }, challenges, request) ?? '';
  }
}

export function statusOf(response: string): number {
  return Number(response.split(' ')[1]);
}

export function challengesOf(response: string): string[] {
  return response
    .split('\r\n')
    .filter((line) => /^www-authenticate:/i.test(line))
    .flatMap((line) => splitChallenges(line.slice(line.indexOf(':') + 1)));
}
