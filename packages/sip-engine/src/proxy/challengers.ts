import { parseAuthHeader } from '../message/headers/auth-params.ts';
import { headerValues, type SipMessage } from '../message/message.ts';

interface Entry {
  readonly uri: string;
  readonly untilMs: number;
}

/**
 * Which target of a proxied request asked for credentials: the caller's second try goes there, and not through all targets again. Known by
 * the nonce, which the credentials repeat (docs/control-protocol.md section 2).
 */
export class Challengers {
  readonly #keptMs: number;
  readonly #max: number;
  readonly #byNonce = new Map<string, Entry>();

  constructor(keptMs: number, max: number) {
    this.#keptMs = keptMs;
    this.#max = max;
  }

  /** Learns from a 401 or 407 of a target. */
  learn(response: SipMessage, uri: string, nowMs: number): void {
    for (const nonce of noncesOf(response, ['WWW-Authenticate', 'Proxy-Authenticate'])) {
      this.#byNonce.delete(nonce);
      if (this.#byNonce.size >= this.#max) this.#dropOldest();
      this.#byNonce.set(nonce, { uri, untilMs: nowMs + this.#keptMs });
    }
  }

  /** The target whose challenge this request answers; told once. */
  take(request: SipMessage, nowMs: number): string | undefined {
    for (const nonce of noncesOf(request, ['Authorization', 'Proxy-Authorization'])) {
      const entry = this.#byNonce.get(nonce);
      if (entry === undefined) continue;
      this.#byNonce.delete(nonce);
      if (entry.untilMs > nowMs) return entry.uri;
    }
    return undefined;
  }

  #dropOldest(): void {
    const oldest = this.#byNonce.keys().next().value;
    if (oldest !== undefined) this.#byNonce.delete(oldest);
  }
}

function noncesOf(message: SipMessage, names: readonly string[]): string[] {
  const values = names.flatMap((name) => headerValues(message, name));
  return values.flatMap((value) => parseAuthHeader(value)?.params.get('nonce') ?? []);
}
