import type { AuditAction, AuditKnock } from './actions.ts';
import { canonicalJson } from './canonical-json.ts';

/** Who did it, as they were at that moment. */
export interface AuditWho {
  /** Empty for somebody who has not signed in. */
  readonly userId: string;
  readonly roles: readonly string[];
  /** Tells the sessions of a user apart; neither the cookie nor what it is stored under follows from it. */
  readonly session: string;
  readonly address: string;
}

/**
 * How it ended. `unknown`: it was begun and its end was not seen: the process died in between, or a service behind it gave
 * no answer.
 */
export type AuditOutcome = 'done' | 'refused' | 'unknown';

/** What is known of an action when it begins. */
export interface AuditBegun {
  /** One record an action: the same action is never written twice. */
  readonly actionId: string;
  readonly at: number;
  readonly who: AuditWho;
  readonly action: AuditAction | AuditKnock;
  /** The thing it was done to; empty where there is no single one. Never a name or a number of a person. */
  readonly resourceId: string;
  /** The idempotency key it came with, if any. */
  readonly requestId: string;
}

/** What a record says; the chain adds its place. */
export interface AuditEntry extends AuditBegun {
  readonly outcome: AuditOutcome;
  /** Reason of the catalogue when it was refused or is unknown, otherwise empty. */
  readonly reason: string;
  /** SHA-256 of the thing before and after; empty where there is none. */
  readonly beforeHash: string;
  readonly afterHash: string;
}

/** A link of a chain (I14). `hash` covers everything above it, the hash of the link before included. */
export interface AuditRecord extends AuditEntry {
  readonly chainId: string;
  /** 1, 2, 3 … without a gap. */
  readonly sequence: number;
  readonly previousHash: string;
  readonly hash: string;
}

/** The end of a chain. */
export interface ChainEnd {
  readonly sequence: number;
  readonly hash: string;
}

/** SHA-256 as hexadecimal digits. */
export type Digest = (text: string) => string;

/** The chain before its first link. */
export const CHAIN_START: ChainEnd = { sequence: 0, hash: '' };

/** The entries as the next links of a chain. */
export function linkEntries(
  chainId: string,
  end: ChainEnd,
  entries: readonly AuditEntry[],
  digest: Digest,
): AuditRecord[] {
  const records: AuditRecord[] = [];
  let last = end;
  for (const entry of entries) {
    const content = { ...entry, chainId, sequence: last.sequence + 1, previousHash: last.hash };
    const record = { ...content, hash: digest(canonicalJson(content)) };
    records.push(record);
    last = record;
  }
  return records;
}

export interface ChainBreak {
  /** The first sequence that is not as it was written. */
  readonly sequence: number;
  readonly fault: 'changed' | 'missing' | 'unlinked' | 'cut_short';
}

/** Holds the record that follows `end` against it; undefined when it is as it was written. */
export function checkLink(end: ChainEnd, record: AuditRecord, digest: Digest): ChainBreak | undefined {
  const sequence = end.sequence + 1;
  if (record.sequence !== sequence) return { sequence, fault: 'missing' };
  const { hash, ...content } = record;
  if (digest(canonicalJson(content)) !== hash) return { sequence, fault: 'changed' };
  if (record.previousHash !== end.hash) return { sequence, fault: 'unlinked' };
  return undefined;
}

/** Holds the last record against the chain's own end. */
export function checkEnd(last: ChainEnd, end: ChainEnd): ChainBreak | undefined {
  if (last.sequence < end.sequence) return { sequence: last.sequence + 1, fault: 'cut_short' };
  if (last.hash !== end.hash) return { sequence: last.sequence, fault: 'unlinked' };
  return undefined;
}
