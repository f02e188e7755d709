import type { Log } from '@firstring/kernel';

type RemovalFields = { readonly processId: string; readonly leadId: string; readonly targetId: string };
type UploadFields = { readonly processId: string; readonly uploadId: string };

/** Business events of the lead store; the only place that reports them. Numbers and names are never fields. */
export interface LeadStoreEventLog {
  leadsStored(fields: { created: number; updated: number; refused: number }): void;
  leadDeleted(fields: { processId: string; leadId: string }): void;
  leadEdited(fields: { processId: string; leadId: string }): void;
  outcomeRecorded(fields: { leadId: string; agentId: string; attemptId: string; code: string }): void;
  outcomeStale(fields: { leadId: string; agentId: string; attemptId: string }): void;
  callLogged(fields: { leadId: string; attemptId: string; counted: boolean }): void;
  removalDelivered(fields: RemovalFields): void;
  removalFailed(fields: RemovalFields & { problem: string }): void;
  listDeleted(fields: { processId: string; listId: string }): void;
  uploadStarted(fields: UploadFields): void;
  uploadEnded(fields: UploadFields & { state: string; rows: number }): void;
  uploadDelayed(fields: { uploadId: string; err: unknown }): void;
  linkRevoked(fields: { processId: string; ingestLinkId: string }): void;
  linkKeyCreated(fields: { processId: string; ingestLinkId: string; keyId: string }): void;
  linkKeyRevoked(fields: { processId: string; ingestLinkId: string; keyId: string }): void;
  leadConverted(fields: { leadId: string; ingestLinkId: string }): void;
  scriptFailed(fields: { filterGroupId: string; leadId: string; reason: string }): void;
  scriptOff(fields: { processId: string; filterGroupId: string; reason: string }): void;
}

export function createLeadStoreEventLog(log: Log): LeadStoreEventLog {
  return {
    leadsStored: (fields) => log.debug(fields, 'leads stored'),
    leadDeleted: (fields) => log.info(fields, 'lead deleted'),
    leadEdited: ({ processId, leadId }) => log.info({ processId, leadId }, 'lead changed by hand'),
    outcomeRecorded: (fields) => log.info(fields, 'outcome recorded'),
    outcomeStale: (fields) => log.warn(fields, 'outcome with an old token refused'),
    callLogged: (fields) => log.info(fields, 'call logged'),
    removalDelivered: (fields) => log.info(fields, 'CRM told of an erased lead'),
    removalFailed: (fields) => log.warn(fields, 'CRM not told of an erased lead; try again by hand'),
    listDeleted: ({ processId, listId }) => log.info({ processId, listId }, 'list is being erased'),
    uploadStarted: ({ processId, uploadId }) => log.info({ processId, uploadId }, 'upload started'),
    uploadEnded: (fields) => log.info(fields, 'upload ended'),
    uploadDelayed: (fields) => log.warn(fields, 'upload cannot go on; it is tried again'),
    linkRevoked: (fields) => log.info(fields, 'ingest link revoked'),
    linkKeyCreated: (fields) => log.info(fields, 'key of an ingest link created'),
    linkKeyRevoked: (fields) => log.info(fields, 'key of an ingest link revoked'),
    scriptFailed: (fields) => log.warn(fields, 'script of a fetch order has failed for a lead'),
    scriptOff: (fields) =>
      log.error(fields, 'script of a fetch order fails again and again; it is switched off'),
    leadConverted: (fields) => log.info(fields, 'lead converted, the vendor says'),
  };
}
