import { reasonError } from '@firstring/contracts';
import type { Dialback } from '@firstring/contracts/dialback/dialback_service';
import type { OfEntry } from '../domain/dialback.ts';
import type { Entry, MissedCalls } from '../domain/missed-calls.ts';
import { toMissedCalls } from '../store/missed-calls.ts';
import { encodeEntry } from './encode-entry.ts';
import type { DialbackDeps } from './ports.ts';
import { updateMissedCalls } from './update-missed-calls.ts';

/** Applies what happens to one entry; the entry after it, changed or not. DIALBACK_NOT_FOUND. */
export async function changeEntry(deps: DialbackDeps, input: OfEntry): Promise<Entry> {
  const calls = await personOf(deps, input.dialbackId);
  return entryOf(await updateMissedCalls(deps, calls, input), input.dialbackId);
}

/** Entries that do not exist for whoever asks: of other processes, or of none of these campaigns where any are named. */
interface Within {
  readonly processId: string;
  readonly campaignIds?: readonly string[];
}

/** The same for somebody at a page, inside what is theirs: DIALBACK_CLOSED where it is too late for that. */
export async function changeByHand(
  deps: DialbackDeps,
  { processId, campaignIds = [] }: Within,
  input: OfEntry,
  isDone: (entry: Entry) => boolean,
): Promise<Dialback> {
  const calls = await personOf(deps, input.dialbackId);
  const { campaignId } = entryOf(calls, input.dialbackId);
  const isOfCampaigns = campaignIds.length === 0 || campaignIds.includes(campaignId);
  if (calls.processId !== processId || !isOfCampaigns) throw reasonError('DIALBACK_NOT_FOUND');
  const after = await updateMissedCalls(deps, calls, input);
  const entry = entryOf(after, input.dialbackId);
  if (!isDone(entry)) throw reasonError('DIALBACK_CLOSED');
  return encodeEntry(after, entry, 0);
}

export async function personOf(
  { missedCalls, rules }: DialbackDeps,
  dialbackId: string,
): Promise<MissedCalls> {
  const found = await missedCalls.getByKey('entry', [dialbackId]);
  if (found === undefined) throw reasonError('DIALBACK_NOT_FOUND');
  return toMissedCalls(found.doc, rules);
}

export function entryOf({ entries }: MissedCalls, dialbackId: string): Entry {
  const entry = entries.find((each) => each.dialbackId === dialbackId);
  if (entry === undefined) throw reasonError('DIALBACK_NOT_FOUND');
  return entry;
}
