import type { SipRequest } from './sip-app.ts';
import { userOf } from './sip-app.ts';

/** One INVITE that reached the carrier, for the invariants: what was dialled, when, and what became of it. */
export interface LedgerEntry {
  callId: string;
  cseq: string;
  number: string;
  callerId: string;
  /** Headers that begin with X-, by their name in lower case. */
  xHeaders: Readonly<Record<string, string>>;
  receivedAt: number;
  ringingAt?: number;
  answeredAt?: number;
  endedAt?: number;
  /** Left out while the call is on. */
  end?: 'cancelled' | 'rejected' | 'caller-hung-up' | 'callee-hung-up' | 'lost';
  /** Final SIP status: 200 once answered. */
  status?: number;
}

const ENTRIES_MAX = 100_000;

/** The carrier's book, oldest first; the oldest entries go when it is full. */
export class CarrierLedger {
  readonly #entries: LedgerEntry[] = [];
  #live = 0;
  #liveMost = 0;

  get entries(): readonly LedgerEntry[] {
    return this.#entries;
  }

  /** INVITEs without an end. */
  get live(): number {
    return this.#live;
  }

  /** The most at one time. */
  get liveMost(): number {
    return this.#liveMost;
  }

  open(request: SipRequest, receivedAt: number): LedgerEntry {
    const { headers } = request.msg;
    const entry: LedgerEntry = {
      callId: request.get('call-id') ?? '',
      cseq: request.get('cseq') ?? '',
      number: userOf(request.uri),
      callerId: userOf(request.get('from') ?? ''),
      xHeaders: Object.fromEntries(
        Object.entries(headers)
          .filter(([name]) => /^x-/i.test(name))
          .map(([name, value]) => [name.toLowerCase(), value]),
      ),
      receivedAt,
    };
    this.#entries.push(entry);
    if (this.#entries.length > ENTRIES_MAX) this.#entries.shift();
    this.#live += 1;
    this.#liveMost = Math.max(this.#liveMost, this.#live);
    return entry;
  }

  /** The first end counts: what comes after is an echo of it. */
  close(entry: LedgerEntry, end: NonNullable<LedgerEntry['end']>, endedAt: number): void {
    if (entry.end !== undefined) return;
    entry.end = end;
    entry.endedAt = endedAt;
    this.#live -= 1;
  }

  /** Entries that were on at the same instant for the same number: must be empty (no customer is rung twice at once). */
  overlaps(): [LedgerEntry, LedgerEntry][] {
    const found: [LedgerEntry, LedgerEntry][] = [];
    const lastOf = new Map<string, LedgerEntry>();
    for (const entry of this.#entries) {
      const before = lastOf.get(entry.number);
      if (before !== undefined && (before.endedAt ?? Infinity) > entry.receivedAt)
        found.push([before, entry]);
      lastOf.set(entry.number, entry);
    }
    return found;
  }
}
