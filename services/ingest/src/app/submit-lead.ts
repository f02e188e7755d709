import { reasonError } from '@firstring/contracts';
import { failpoint } from '@firstring/kernel';
import type { RawFields } from '../domain/parse-json-object.ts';
import type { Submission } from '../domain/read-submission.ts';
import { answerOnce } from './answer-once.ts';
import { fingerprintOf, hashOf } from './fingerprint.ts';
import { spendPing } from './ping-lead.ts';
import type { IngestDeps, Link, StoredLead, StoreResult } from './ports.ts';
import { laterIfTemporary } from './store-failure.ts';
import { takeIn } from './take-in.ts';

export interface SubmitLead {
  readonly link: Link;
  readonly fields: RawFields;
  readonly idempotencyKey: string | undefined;
}

/** one submission through a link; resolves when the lead is durable. */
export async function submitLead(deps: IngestDeps, command: SubmitLead): Promise<StoredLead> {
  const { link, idempotencyKey } = command;
  await failpoint('ingest.i1.after');
  const { pingId, fields } = await spendPing(deps, link, command.fields);
  const submission = takeIn(link, fields);
  await failpoint('ingest.i2.after');
  const store = (requestId: string) =>
    storeLead(deps, { requestId, ingestLinkId: link.ingestLinkId, submission });
  // A ping is answered by one post: its id is what makes a second one the same.
  const key = pingId === undefined ? idempotencyKey : `ping ${pingId}`;
  const lead =
    key === undefined
      ? await store(deps.random.uuid())
      : await answerOnce(
          deps,
          { id: hashOf([link.ingestLinkId, key]), fingerprint: fingerprintOf(fields) },
          store,
        );
  deps.events.leadStored({ ingestLinkId: link.ingestLinkId, leadId: lead.leadId, created: lead.created });
  return lead;
}

/** What `submitLead` would answer; nothing is stored, and what would be created has no id. */
export async function checkLead(
  deps: Pick<IngestDeps, 'leadStore' | 'random'>,
  { link, fields }: Pick<SubmitLead, 'link' | 'fields'>,
): Promise<StoredLead> {
  const submission = takeIn(link, fields);
  const outgoing = { requestId: deps.random.uuid(), ingestLinkId: link.ingestLinkId, submission };
  const [result] = await deps.leadStore.check([outgoing]).catch(laterIfTemporary);
  return storedLead(result, submission);
}

async function storeLead(
  deps: IngestDeps,
  outgoing: { readonly requestId: string; readonly ingestLinkId: string; readonly submission: Submission },
): Promise<StoredLead> {
  await failpoint('ingest.i3.after');
  await failpoint('ingest.i4.before');
  const result = await deps.batcher.submit(outgoing).catch(laterIfTemporary);
  await failpoint('ingest.i5.after');
  return storedLead(result, outgoing.submission);
}

/** The lead of a result with all that was ignored, or the refusal thrown. */
export function storedLead(result: StoreResult | undefined, submission: Submission): StoredLead {
  if (result === undefined) throw reasonError('INTERNAL');
  if (result.type === 'refused') throw reasonError(result.reason);
  const { lead } = result;
  return { ...lead, ignoredParameters: [...submission.ignored, ...lead.ignoredParameters] };
}
