import { INCOMING_NUMBER_CONFIG, reasonError } from '@firstring/contracts';
import type { IncomingNumber } from '@firstring/contracts/leads/incoming_number';
import { IncomingNumberEvent } from '@firstring/contracts/leads/incoming_number_service';
import { outboxEvent } from '@firstring/service-kit';
import type { OutboxEvent, Stored } from '@firstring/store';
import { completeDialback, completeNoLead, completeQueue } from '../domain/incoming-number-defaults.ts';
import type { IncomingNumberDoc } from '../store/incoming-numbers.ts';
import { stateOf } from './campaign-state-names.ts';
import { createOnce } from './create-once.ts';
import type { LeadStoreDeps } from './ports.ts';
import { readProcess } from './processes.ts';
import { replaceOnce } from './replace-once.ts';

export interface PutIncomingNumber {
  readonly requestId: string;
  /** Empty for a new one. */
  readonly incomingNumberId: string;
  /** The version it replaces; 0 creates. */
  readonly expectedVersion: number;
  readonly given: Omit<IncomingNumber, 'incomingNumberId' | 'version'>;
}

/**
 * Creates a number people call or replaces the version named; it goes out whole. What is not said gets its default.
 * INCOMING_NUMBER_DUPLICATE where any process has the number already.
 */
export async function putIncomingNumber(
  deps: LeadStoreDeps,
  { requestId, incomingNumberId, expectedVersion, given }: PutIncomingNumber,
): Promise<Stored<IncomingNumberDoc>> {
  const process = await readProcess(deps, given.processId);
  const doc: IncomingNumberDoc = {
    ...given,
    openingHours: {
      slots: given.openingHours?.slots ?? [],
      holidays: given.openingHours?.holidays ?? [],
      timeZone: given.openingHours?.timeZone || process.doc.timeZone,
    },
    queue: completeQueue(given.queue),
    noLead: completeNoLead(given.noLead),
    dialback: completeDialback(given.dialback),
    requestId,
  };
  const taken = 'INCOMING_NUMBER_DUPLICATE';
  const id = incomingNumberId || deps.random.uuid();
  const events = changed(deps, { id, version: expectedVersion + 1, doc });
  if (expectedVersion === 0) {
    await requireReferences(deps, doc, undefined);
    return createOnce(deps.incomingNumbers, incomingNumberId || undefined, { doc, newId: id, events, taken });
  }
  const before = await readIncomingNumber(deps, { processId: given.processId, incomingNumberId });
  await requireReferences(deps, doc, before.doc);
  return replaceOnce(deps.incomingNumbers, { before, doc, expectedVersion, events, taken });
}

export interface IncomingNumberRef {
  readonly processId: string;
  readonly incomingNumberId: string;
}

export async function readIncomingNumber(
  deps: LeadStoreDeps,
  { processId, incomingNumberId }: IncomingNumberRef,
): Promise<Stored<IncomingNumberDoc>> {
  const stored = await deps.incomingNumbers.get(incomingNumberId);
  if (stored === undefined || stored.doc.processId !== processId)
    throw reasonError('INCOMING_NUMBER_NOT_FOUND');
  return stored;
}

/** A process's numbers by name. */
export async function listIncomingNumbers(
  deps: LeadStoreDeps,
  query: { readonly processId: string; readonly pageSize: number; readonly pageToken: string | undefined },
): Promise<{ numbers: readonly Stored<IncomingNumberDoc>[]; nextPageToken: string | undefined }> {
  const { processId, ...paging } = query;
  const page = await deps.incomingNumbers.query({ index: 'process', equals: [processId], ...paging });
  return { numbers: page.items, nextPageToken: page.nextPageToken };
}

/** Forgets a number in the version that was read. One that is not there, or another process's, is gone already. */
export async function deleteIncomingNumber(
  deps: LeadStoreDeps,
  { processId, incomingNumberId: id }: IncomingNumberRef,
  expectedVersion: number,
): Promise<void> {
  const stored = await deps.incomingNumbers.get(id);
  if (stored?.doc.processId !== processId) return;
  const events = changed(deps, { ...stored, version: expectedVersion + 1 }, true);
  const removed = await deps.incomingNumbers.delete({ id, expectedVersion, events });
  if (removed.type === 'conflict' && removed.current !== undefined) throw reasonError('VERSION_CONFLICT');
}

/** CAMPAIGN_IN_USE while callers are searched in the campaign: they would be strangers from then on. */
export async function requireNoIncomingNumber(deps: LeadStoreDeps, campaignId: string): Promise<void> {
  const { items } = await deps.incomingNumbers.query({
    index: 'campaign',
    equals: [campaignId],
    pageSize: 1,
  });
  const [number] = items;
  if (number === undefined) return;
  throw reasonError('CAMPAIGN_IN_USE', {
    message: `callers of the incoming number "${number.doc.name}" are searched in this campaign`,
  });
}

export function toIncomingNumber({ id, version, doc }: Stored<IncomingNumberDoc>): IncomingNumber {
  const { requestId: _request, ...number } = doc;
  return { ...number, incomingNumberId: id, version: BigInt(version) };
}

/** What is named is there. A campaign or agent that the number had `before` may have gone since: that must not keep anybody from changing something else. */
async function requireReferences(
  deps: LeadStoreDeps,
  { processId, campaignIds, agentIds }: IncomingNumberDoc,
  before: IncomingNumberDoc | undefined,
): Promise<void> {
  const stored = await deps.campaigns.getMany(campaignIds);
  const ours = stored.filter(({ doc }) => doc.processId === processId);
  const added = campaignIds.filter((each) => !before?.campaignIds.includes(each));
  const missing = added.find((each) => !ours.some(({ id }) => id === each));
  if (missing !== undefined) throw refused('campaign_ids', `there is no campaign ${missing} in this process`);
  const closed = ours.find(({ id, doc }) => added.includes(id) && stateOf(doc.state) === 'closed');
  if (closed !== undefined) throw refused('campaign_ids', `the campaign "${closed.doc.name}" is closed`);
  const working = new Set([...(before?.agentIds ?? []), ...ours.flatMap(({ doc }) => doc.agentIds)]);
  const stranger = agentIds.find((each) => !working.has(each));
  if (stranger !== undefined) throw refused('agent_ids', `${stranger} works in none of these campaigns`);
}

function refused(field: string, message: string): Error {
  return reasonError('INVALID_ARGUMENT', { message, details: { field: `incoming_number.${field}` } });
}

function changed(deps: LeadStoreDeps, stored: Stored<IncomingNumberDoc>, deleted = false): OutboxEvent[] {
  const incomingNumber = toIncomingNumber(stored);
  const payload = IncomingNumberEvent.encode({ incomingNumber, deleted }).finish();
  const type = deleted ? 'IncomingNumberDeleted' : 'IncomingNumberChanged';
  return [outboxEvent(deps, { topic: INCOMING_NUMBER_CONFIG, key: stored.id, type, payload })];
}
