import type { Log } from '@firstring/kernel';

/** Business events of ingest; the only place that reports them. Nothing a vendor sent is ever a field. */
export interface IngestEventLog {
  leadStored(fields: { ingestLinkId: string; leadId: string; created: boolean }): void;
  batchStored(fields: { ingestLinkId: string; leads: number; created: number }): void;
  conversionTaken(fields: { ingestLinkId: string; leadId: string; changed: boolean }): void;
  submissionRefused(fields: { reason: string; status: number }): void;
}

export function createIngestEventLog(log: Log): IngestEventLog {
  return {
    leadStored: (fields) => log.info(fields, 'lead stored'),
    batchStored: (fields) => log.info(fields, 'batch stored'),
    conversionTaken: (fields) => log.info(fields, 'conversion taken'),
    submissionRefused: (fields) => log.info(fields, 'submission refused'),
  };
}
