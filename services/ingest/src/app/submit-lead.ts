import { createHash } from 'node:crypto';
import { reasonError } from '@firstring/contracts';
import { AppError, failpoint } from '@firstring/kernel';
import type { RawFields } from '../domain/parse-json-object.ts';
import { readSubmission, type Submission } from '../domain/read-submission.ts';
import { answerOnce } from './answer-once.ts';
import type { IngestDeps, StoredLead } from './ports.ts';

export interface SubmitLead {
  readonly token: string;
  readonly fields: RawFields;
  readonly idempotencyKey: string | undefined;
}

/** one submission through a link; resolves when the lead is durable. */
export async function submitLead(deps: IngestDeps, command: SubmitLead): Promise<StoredLead> {
  await failpoint('ingest.i1.after');
  const link = await deps.links.find(command.token);
  const submission = readSubmission(command.fields, link.defaultCountry);
  await failpoint('ingest.i2.after');
  const store = (requestId: string) =>
    storeLead(deps, { requestId, ingestLinkId: link.ingestLinkId, submission });
  const lead =
    command.idempotencyKey === undefined
      ? await store(deps.random.uuid())
      : await answerOnce(
          deps,
          {
            id: hash([link.ingestLinkId, command.idempotencyKey]),
            fingerprint: fingerprintOf(command.fields),
          },
          store,
        );
  deps.events.leadStored({ ingestLinkId: link.ingestLinkId, leadId: lead.leadId, created: lead.created });
  return lead;
}

async function storeLead(
  deps: IngestDeps,
  outgoing: { readonly requestId: string; readonly ingestLinkId: string; readonly submission: Submission },
): Promise<StoredLead> {
  await failpoint('ingest.i3.after');
  await failpoint('ingest.i4.before');
  const result = await deps.batcher.submit(outgoing).catch((error: unknown) => {
    throw isTemporary(error) ? laterError(error) : error;
  });
  await failpoint('ingest.i5.after');
  if (result.type === 'refused') throw reasonError(result.reason);
  const { lead } = result;
  return { ...lead, ignoredParameters: [...outgoing.submission.ignored, ...lead.ignoredParameters] };
}

/** The lead store is away, full or busy: the vendor is asked to come again (F16), whatever exactly it was. */
function isTemporary(error: unknown): error is AppError {
  if (!(error instanceof AppError)) return false;
  switch (error.code) {
    case 'unavailable':
    case 'deadline_exceeded':
    case 'resource_exhausted':
    case 'aborted':
      return true;
    default:
      return false;
  }
}

function laterError(error: AppError): AppError {
  const reason = error.code === 'deadline_exceeded' ? 'UNAVAILABLE' : error.reason;
  const message = 'the lead could not be stored now; send it again';
  return new AppError({ reason, code: 'unavailable', retry: 'later', message, cause: error });
}

/** The same fields are the same submission, in whatever order and form they come. */
function fingerprintOf(fields: RawFields): string {
  const sorted = [...fields].sort(([left], [right]) => (left < right ? -1 : 1));
  return hash(sorted);
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
