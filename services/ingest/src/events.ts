import type { Log } from '@firstring/kernel';
import { counter } from '@firstring/telemetry';

/** Business events of ingest; the only place that reports them. Nothing a vendor sent is ever a field. */
export interface IngestEventLog {
  leadStored(fields: { ingestLinkId: string; leadId: string; created: boolean }): void;
  batchStored(fields: { ingestLinkId: string; leads: number; created: number }): void;
  conversionTaken(fields: { ingestLinkId: string; leadId: string; changed: boolean }): void;
  submissionRefused(fields: { reason: string; status: number }): void;
}

const submissions = counter('firstring.lead.submissions', {
  unit: '{submission}',
  description: 'What vendors sent, by what became of it.',
});

/** What is told in the log is counted here, so that the two cannot differ. */
export function createIngestEventLog(log: Log): IngestEventLog {
  const count = (result: 'created' | 'updated', number: number): void => {
    if (number > 0) submissions.add(number, { 'firstring.submission.result': result });
  };
  return {
    leadStored: (fields) => {
      count(fields.created ? 'created' : 'updated', 1);
      log.info(fields, 'lead stored');
    },
    batchStored: (fields) => {
      count('created', fields.created);
      count('updated', fields.leads - fields.created);
      log.info(fields, 'batch stored');
    },
    conversionTaken: (fields) => log.info(fields, 'conversion taken'),
    submissionRefused: (fields) => {
      submissions.add(1, { 'firstring.submission.result': 'refused', 'error.type': fields.reason });
      log.info(fields, 'submission refused');
    },
  };
}
