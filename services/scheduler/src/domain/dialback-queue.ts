import type { AgentScope } from './order/standing.ts';

/** An open dial-back as the scheduler needs it. */
export interface DialbackEntry {
  readonly dialbackId: string;
  readonly processId: string;
  readonly campaignId: string;
  /** Empty until the caller is matched to a lead; not offered before. */
  readonly leadId: string;
  /** E.164. */
  readonly phone: string;
  /** Only queued entries are offered. */
  readonly isQueued: boolean;
  /** First missed time of the chain: the place in the queue. */
  readonly orderAt: number;
  readonly notBeforeAt: number;
  readonly expiresAt: number;
  /** From then on the lead's owner is not waited for; absent: the owner's alone, where there is one. */
  readonly commonAt?: number;
  /** Why the call was lost, then why the entry ended. */
  readonly cause: string;
  readonly version: number;
}

/** L0: lost callers, served before everything else, by the first missed time of their chain. */
export class DialbackQueue {
  readonly #entries = new Map<string, DialbackEntry>();
  /** Entries that are left alone for a while, as dial-back told of them. */
  readonly #deferred = new Map<string, DialbackEntry>();

  /** Takes an entry in; false when this or a newer version is known. Entries that are not open are forgotten by `remove`. */
  upsert(entry: DialbackEntry): boolean {
    if ((this.#entries.get(entry.dialbackId)?.version ?? -1) >= entry.version) return false;
    this.#entries.set(entry.dialbackId, entry);
    this.#deferred.delete(entry.dialbackId);
    return true;
  }

  remove(dialbackId: string): void {
    this.#entries.delete(dialbackId);
    this.#deferred.delete(dialbackId);
  }

  /** Leaves an entry alone for a while: its lead cannot be had now. */
  defer(dialbackId: string, untilAt: number): void {
    const entry = this.#entries.get(dialbackId);
    if (entry === undefined) return;
    if (!this.#deferred.has(dialbackId)) this.#deferred.set(dialbackId, entry);
    this.#entries.set(dialbackId, { ...entry, notBeforeAt: untilAt });
  }

  /** The clock was set back: nothing is left alone any longer than dial-back itself says. */
  forgetDeferrals(): void {
    for (const [dialbackId, entry] of this.#deferred) {
      if (this.#entries.get(dialbackId)?.version === entry.version) this.#entries.set(dialbackId, entry);
    }
    this.#deferred.clear();
  }

  /** The first acceptable entry that is due. */
  best(accept: (entry: DialbackEntry) => boolean, nowAt: number): DialbackEntry | undefined {
    let best: DialbackEntry | undefined;
    for (const entry of this.#entries.values()) {
      if (!isDue(entry, nowAt) || (best !== undefined && !isBefore(entry, best))) continue;
      if (accept(entry)) best = entry;
    }
    return best;
  }

  /** Entries that somebody is said to have on their page. */
  held(): readonly DialbackEntry[] {
    return [...this.#entries.values()].filter(({ isQueued }) => !isQueued);
  }

  /** Open entries of a lead, or of a number that is in no lead. */
  openOf({ leadId, phone }: { readonly leadId: string; readonly phone: string }): readonly string[] {
    return [...this.#entries.values()]
      .filter((entry) => (leadId === '' ? phone !== '' && entry.phone === phone : entry.leadId === leadId))
      .map(({ dialbackId }) => dialbackId);
  }

  /** From when on an open entry of this lead is offered; undefined without one. */
  dueAtOf(leadId: string, nowAt: number): number | undefined {
    let dueAt: number | undefined;
    for (const entry of this.#entries.values()) {
      if (entry.leadId !== leadId || !entry.isQueued || entry.expiresAt <= nowAt) continue;
      dueAt = Math.min(dueAt ?? Infinity, Math.max(entry.notBeforeAt, entry.orderAt));
    }
    return dueAt;
  }

  count(accept: (entry: DialbackEntry) => boolean, nowAt: number): number {
    let count = 0;
    for (const entry of this.#entries.values()) if (isDue(entry, nowAt) && accept(entry)) count += 1;
    return count;
  }

  /** When the next entry falls due; Infinity when none will by itself. */
  nextDueAt(nowAt: number): number {
    let dueAt = Infinity;
    for (const { notBeforeAt, isQueued, commonAt = 0 } of this.#entries.values()) {
      for (const at of [notBeforeAt, commonAt]) if (isQueued && at > nowAt) dueAt = Math.min(dueAt, at);
    }
    return dueAt;
  }
}

function isDue(entry: DialbackEntry, nowAt: number): boolean {
  return entry.isQueued && entry.leadId !== '' && entry.notBeforeAt <= nowAt && entry.expiresAt > nowAt;
}

function isBefore(a: DialbackEntry, b: DialbackEntry): boolean {
  return a.orderAt === b.orderAt ? a.dialbackId < b.dialbackId : a.orderAt < b.orderAt;
}

/** an agent who asks for this entry; once it is anybody's, the lead's owner does not count. */
export function askingFor({ commonAt }: DialbackEntry, scope: AgentScope, nowAt: number): AgentScope {
  return commonAt !== undefined && commonAt <= nowAt ? { ...scope, anyOwner: true } : scope;
}
