import { reasonError } from '@firstring/contracts';
import type { Collection, Stored } from '@firstring/store';
import type { SubmissionRecord } from '../store/submission-records.ts';
import type { IngestDeps } from './ports.ts';

const RACES_MAX = 16;

/** The same key with the same content gets the same answer for 72 hours; with other content it is refused. */
export interface Keyed {
  /** Stands for link and key. */
  readonly id: string;
  /** Stands for the content. */
  readonly fingerprint: string;
}

/** Where the answers of one kind of request are kept. */
export interface AnswerOnceDeps<Answer> extends Pick<IngestDeps, 'clock' | 'random' | 'recordMs'> {
  readonly records: Collection<SubmissionRecord<Answer>>;
}

/**
 * Writes down what is about to be stored, stores it, writes down the answer. After a crash in between the same request id
 * goes to the lead store again, which then answers as it did.
 */
export async function answerOnce<Answer>(
  deps: AnswerOnceDeps<Answer>,
  keyed: Keyed,
  store: (requestId: string) => Promise<Answer>,
): Promise<Answer> {
  const record = await reserve(deps, keyed);
  if (record.doc.answer !== undefined) return record.doc.answer;
  const answer = await store(record.doc.requestId);
  const doc = { ...record.doc, answer };
  const put = await deps.records.put({ id: keyed.id, doc, expectedVersion: record.version });
  // Somebody with the same content was faster: the lead store has given both the same answer.
  return put.type === 'conflict' ? (put.current?.doc.answer ?? answer) : answer;
}

async function reserve<Answer>(
  deps: AnswerOnceDeps<Answer>,
  { id, fingerprint }: Keyed,
): Promise<Stored<SubmissionRecord<Answer>>> {
  let stored = await deps.records.get(id);
  for (let race = 0; race < RACES_MAX; race += 1) {
    const nowAt = deps.clock.now();
    if (stored !== undefined && stored.doc.expiresAt > nowAt) {
      if (stored.doc.fingerprint === fingerprint) return stored;
      throw reasonError(
        stored.doc.answer === undefined ? 'IDEMPOTENCY_KEY_PENDING' : 'IDEMPOTENCY_KEY_REUSED',
      );
    }
    const doc: SubmissionRecord<Answer> = {
      fingerprint,
      requestId: deps.random.uuid(),
      expiresAt: nowAt + deps.recordMs,
    };
    const put = await deps.records.put({ id, doc, expectedVersion: stored?.version ?? 0 });
    if (put.type === 'stored') return { id, version: put.version, doc };
    stored = put.type === 'conflict' ? put.current : undefined;
  }
  throw reasonError('INGEST_BUSY');
}
