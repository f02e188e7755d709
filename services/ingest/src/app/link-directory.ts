import type { Clock } from '@firstring/kernel';
import type { Link, LeadStore } from './ports.ts';

const LINKS_MAX = 10_000;

interface Known {
  readonly link: Promise<Link>;
  readonly untilMs: number;
}

/**
 * Links by token, asked for once and believed for a moment, so that a revoked link stops soon (R-31; the lead store refuses it in any case). Tokens
 * that are no links are believed just as long; failures to ask are not kept.
 */
export class LinkDirectory {
  readonly #leadStore: Pick<LeadStore, 'resolveLink'>;
  readonly #clock: Clock;
  readonly #keepMs: number;
  readonly #known = new Map<string, Known>();

  constructor(leadStore: Pick<LeadStore, 'resolveLink'>, clock: Clock, keepMs: number) {
    this.#leadStore = leadStore;
    this.#clock = clock;
    this.#keepMs = keepMs;
  }

  find(token: string): Promise<Link> {
    const nowMs = this.#clock.monotonicMs();
    const known = this.#known.get(token);
    if (known !== undefined && known.untilMs > nowMs) return known.link;
    const entry = { link: this.#leadStore.resolveLink(token), untilMs: nowMs + this.#keepMs };
    this.#known.delete(token);
    this.#known.set(token, entry);
    this.#dropOldest();
    entry.link.catch((error: unknown) => {
      if (!isVerdict(error) && this.#known.get(token) === entry) this.#known.delete(token);
    });
    return entry.link;
  }

  #dropOldest(): void {
    if (this.#known.size <= LINKS_MAX) return;
    for (const token of this.#known.keys()) {
      this.#known.delete(token);
      return;
    }
  }
}

function isVerdict(error: unknown): boolean {
  return (
    error instanceof Error &&
    'reason' in error &&
    (error.reason === 'LINK_NOT_FOUND' || error.reason === 'LINK_REVOKED')
  );
}
