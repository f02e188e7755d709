import type { Log } from '@firstring/kernel';
import { counter } from '@firstring/telemetry';

/** Business events of the claim service; the only place that reports them. Numbers and names are never fields. */
export interface ClaimEventLog {
  lockGranted(fields: { leadId: string; agentId: string; fencingToken: string }): void;
  lockExpired(fields: { leadId: string; agentId: string }): void;
  lockForced(fields: { leadId: string; agentId: string; actorId: string }): void;
  claimsRanOut(fields: { released: number }): void;
  claimReassigned(fields: { leadId: string; agentId: string; actorId: string }): void;
  agentReleased(fields: { agentId: string; actorId: string; released: number }): void;
  dialRefused(fields: { leadId: string; agentId: string; reasons: readonly string[] }): void;
  permitRefused(fields: { attemptId: string; reason: string }): void;
  excluded(fields: { processId: string; kind: string; waitedMs: number }): void;
  numbersAdded(fields: { processId: string; added: number; refused: number }): void;
  readmitted(fields: { processId: string; kind: string }): void;
  blacklisted(fields: { processId: string; direction: string }): void;
  testNumberPut(fields: { processId: string }): void;
  testNumberDeleted(fields: { processId: string }): void;
  testCallAllowed(fields: { processId: string; trunkId: string; actorId: string; attemptId: string }): void;
  testCallRefused(fields: {
    processId: string;
    trunkId: string;
    actorId: string;
    reasons: readonly string[];
  }): void;
}

const expirations = counter('firstring.claim.lease.expirations', {
  unit: '{lease}',
  description: 'Locks whose lease ran out because nobody renewed or released them.',
});

const permitRefusals = counter('firstring.permit.refusals', {
  unit: '{permit}',
  description: 'Permits refused right before the INVITE.',
});

/** What is told in the log is counted here, so that the two cannot differ. */
export function createClaimEventLog(log: Log): ClaimEventLog {
  return {
    lockGranted: (fields) => log.info(fields, 'lock granted'),
    lockExpired: (fields) => {
      expirations.add(1);
      log.info(fields, 'lock expired');
    },
    lockForced: (fields) => log.info(fields, 'lock taken away'),
    claimsRanOut: (fields) => log.info(fields, 'claims ran out'),
    claimReassigned: (fields) => log.info(fields, 'claim reassigned'),
    agentReleased: (fields) => log.info(fields, 'claims of an agent released'),
    dialRefused: (fields) => log.info(fields, 'dial refused by the gate'),
    permitRefused: (fields) => {
      permitRefusals.add(1, { 'error.type': fields.reason });
      log.warn(fields, 'permit refused at redeeming');
    },
    excluded: (fields) => log.info(fields, 'exclusion added'),
    numbersAdded: (fields) => log.info(fields, 'numbers excluded'),
    readmitted: (fields) => log.info(fields, 'exclusion removed'),
    blacklisted: (fields) => log.info(fields, 'number blacklisted'),
    testNumberPut: (fields) => log.info(fields, 'test number added'),
    testNumberDeleted: (fields) => log.info(fields, 'test number removed'),
    testCallAllowed: (fields) => log.info(fields, 'test call allowed by the gate'),
    testCallRefused: (fields) => log.info(fields, 'test call refused by the gate'),
  };
}
