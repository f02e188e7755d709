import { reasonError } from '@firstring/contracts';
import { AppError, failpoint } from '@firstring/kernel';
import type { BatchItem } from '../domain/parse-json-batch.ts';
import type { Submission } from '../domain/read-submission.ts';
import { answerOnce } from './answer-once.ts';
import { fingerprintOf, hashOf } from './fingerprint.ts';
import type { IngestDeps, Link, Outgoing, StoredLead, StoreResult } from './ports.ts';
import { laterIfTemporary } from './store-failure.ts';
import { storedLead } from './submit-lead.ts';
import { takeIn } from './take-in.ts';

export const BATCH_MAX = 1000;
/** Leads read at a stretch, so that no slice of the loop takes 10 ms. */
const CHUNK = 64;

export interface SubmitBatch {
  readonly link: Link;
  readonly items: readonly BatchItem[];
  readonly idempotencyKey: string | undefined;
}

export type BatchResult =
  | { readonly type: 'stored'; readonly lead: StoredLead }
  | { readonly type: 'refused'; readonly error: AppError };

/** Up to 1,000 submissions; one result each, in order. A bad one is refused alone; resolves when all good ones are durable. */
export async function submitBatch(deps: IngestDeps, command: SubmitBatch): Promise<readonly BatchResult[]> {
  const { link, idempotencyKey } = command;
  const read = await readAll(command);
  const good = read.filter((item) => item.type === 'read');
  await failpoint('ingest.i4.before');
  const store = (requestId: string) => storeAll(deps, { link, requestId, good });
  const leads =
    idempotencyKey === undefined
      ? await store(deps.random.uuid())
      : await answerOnce(
          { ...deps, records: deps.batchRecords },
          { id: hashOf([link.ingestLinkId, idempotencyKey]), fingerprint: fingerprintOfBatch(command.items) },
          store,
        );
  await failpoint('ingest.i5.after');
  return inOrder(read, leads);
}

/** What `submitBatch` would answer; nothing is stored. */
export async function checkBatch(
  deps: Pick<IngestDeps, 'leadStore' | 'random'>,
  command: SubmitBatch,
): Promise<readonly BatchResult[]> {
  const read = await readAll(command);
  const good = read.filter((item) => item.type === 'read');
  const outgoing = outgoingOf({ link: command.link, requestId: deps.random.uuid(), good });
  const results = good.length === 0 ? [] : await deps.leadStore.check(outgoing).catch(laterIfTemporary);
  return inOrder(read, leadsOf(good, results));
}

type ReadItem =
  | { readonly type: 'read'; readonly submission: Submission }
  | { readonly type: 'refused'; readonly error: AppError };
type GoodItem = Extract<ReadItem, { type: 'read' }>;

async function readAll({ link, items }: SubmitBatch): Promise<readonly ReadItem[]> {
  const read: ReadItem[] = [];
  for (let from = 0; from < items.length; from += CHUNK) {
    if (from > 0) await new Promise((resolve) => setImmediate(resolve));
    read.push(...items.slice(from, from + CHUNK).map((item) => readItem(link, item)));
  }
  return read;
}

function readItem(link: Link, item: BatchItem): ReadItem {
  if (item.type === 'refused') return { type: 'refused', error: AppError.from(item.error) };
  try {
    return { type: 'read', submission: takeIn(link, item.fields) };
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid_argument') return { type: 'refused', error };
    throw error;
  }
}

interface GoodBatch {
  readonly link: Link;
  readonly requestId: string;
  readonly good: readonly GoodItem[];
}

/** A repeated batch sends the same request ids: the lead store then answers as it did. */
function outgoingOf({ link, requestId, good }: GoodBatch): readonly Outgoing[] {
  return good.map(({ submission }, at) => ({
    requestId: `${requestId}/${at}`,
    ingestLinkId: link.ingestLinkId,
    submission,
  }));
}

async function storeAll(deps: IngestDeps, batch: GoodBatch): Promise<readonly StoredLead[]> {
  if (batch.good.length === 0) return [];
  const results = await deps.batcher.submitAll(outgoingOf(batch)).catch(laterIfTemporary);
  const leads = leadsOf(batch.good, results);
  const created = leads.filter((lead) => lead.created).length;
  deps.events.batchStored({ ingestLinkId: batch.link.ingestLinkId, leads: leads.length, created });
  return leads;
}

/** A link that was revoked meanwhile refuses all of them, and then the whole batch. */
function leadsOf(good: readonly GoodItem[], results: readonly StoreResult[]): readonly StoredLead[] {
  return good.map(({ submission }, at) => storedLead(results[at], submission));
}

function inOrder(read: readonly ReadItem[], leads: readonly StoredLead[]): readonly BatchResult[] {
  let at = 0;
  return read.map((item) => {
    if (item.type === 'refused') return item;
    const lead = leads[at++];
    if (lead === undefined) throw reasonError('INTERNAL');
    return { type: 'stored', lead };
  });
}

function fingerprintOfBatch(items: readonly BatchItem[]): string {
  return hashOf(items.map((item) => (item.type === 'fields' ? fingerprintOf(item.fields) : item.type)));
}
