import { rowLeadId } from '../../domain/row-lead-id.ts';
import type { LeadStoreDeps } from '../ports.ts';
import type { RowBatch } from '../upload/row-messages.ts';
import type { RowVerdict, StoredBatch } from '../upload/store-batch.ts';

export interface ProspectTarget {
  readonly uploadId: string;
  readonly createdAt: number;
  readonly processId: string;
}

/** Rows of a file into the prospect table: each has an id of its own, so that a batch stored twice is there once. Nobody is told: nothing is dialled of it. */
export async function storeProspects(
  deps: LeadStoreDeps,
  target: ProspectTarget,
  batch: RowBatch,
): Promise<StoredBatch> {
  const createdAt = deps.clock.now();
  const rows = batch.rows.map((result, at) => ({ result, row: batch.firstRow + at }));
  await deps.prospects.putMany(
    rows.flatMap(({ result, row }) => {
      if (result.type === 'invalid') return [];
      const doc = { processId: target.processId, contact: result.contact, createdAt, asked: 0, note: '' };
      return [{ id: rowLeadId(target, row), doc, expectedVersion: 0 }];
    }),
  );
  const verdicts = rows.map(({ result, row }): RowVerdict =>
    result.type === 'invalid'
      ? { row, verdict: 'invalid', reason: result.reason, leadId: '' }
      : { row, verdict: 'added', reason: result.notes.join('; '), leadId: rowLeadId(target, row) },
  );
  return { verdicts, changed: [] };
}
