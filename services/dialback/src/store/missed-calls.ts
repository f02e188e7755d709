import type { CollectionSpec } from '@firstring/store';
import { sweepAt } from '../domain/dialback.ts';
import { openEntry, type DialbackRules, type Entry, type MissedCalls } from '../domain/missed-calls.ts';

/** One document a person and process; entries are found by their id through the array index, the open one by its lead and number. */
export const MISSED_CALLS: CollectionSpec = {
  name: 'missed_calls',
  version: 2,
  indexes: [
    { name: 'sweep', fields: ['sweepAt'] },
    { name: 'open', fields: ['processId', 'open.orderAt'] },
    { name: 'open_lead', fields: ['processId', 'open.leadId'] },
    { name: 'open_phone', fields: ['processId', 'open.phone'] },
    { name: 'process', fields: ['processId'] },
    { name: 'entry', fields: ['entries[].dialbackId'], unique: true },
  ],
};

/** What an entry of version 1 lacks: there the document's number was the calling number, and the service's settings held. */
type LaterField = 'phone' | 'incomingNumberId' | 'attemptsMax' | 'retryGapMs' | 'missedCause';
type StoredEntry = Omit<Entry, LaterField> & Partial<Pick<Entry, LaterField>>;

/** As it is stored, whichever version wrote it. */
export interface MissedCallsDoc extends Omit<MissedCalls, 'entries'> {
  readonly entries: readonly StoredEntry[];
  /** What indexes need of the open entry, present while there is one. */
  readonly open?: Pick<Entry, 'orderAt' | 'leadId' | 'phone'>;
  /** When the sweeper looks at it, present while an entry is open. */
  readonly sweepAt?: number;
}

export function missedCallsId(processId: string, phone: string): string {
  return `${processId}|${phone}`;
}

export function toMissedCallsDoc(calls: MissedCalls): MissedCallsDoc {
  const open = openEntry(calls);
  if (open === undefined) return calls;
  const { orderAt, leadId, phone } = open;
  return { ...calls, open: { orderAt, leadId, phone }, sweepAt: sweepAt(open) };
}

export function toMissedCalls(doc: MissedCallsDoc, rules: DialbackRules): MissedCalls {
  const { processId, phone, reachedAt } = doc;
  const entries = doc.entries.map((entry) => completed(entry, phone, rules));
  return { processId, phone, entries, ...(reachedAt === undefined ? {} : { reachedAt }) };
}

function completed(entry: StoredEntry, phone: string, { attemptsMax, retryGapMs }: DialbackRules): Entry {
  const missedCause = entry.missedCause ?? (entry.cause === 'closed_hours' ? entry.cause : 'no_agent');
  return { incomingNumberId: '', phone, attemptsMax, retryGapMs, ...entry, missedCause };
}
