import type { Log } from '@firstring/kernel';

/** Business events of the claim service; the only place that reports them. Numbers and names are never fields. */
export interface ClaimEventLog {
  lockGranted(fields: { leadId: string; agentId: string; fencingToken: string }): void;
  lockExpired(fields: { leadId: string; agentId: string }): void;
  dialRefused(fields: { leadId: string; agentId: string; reasons: readonly string[] }): void;
  permitRefused(fields: { attemptId: string; reason: string }): void;
  numberExcluded(fields: { processId: string; waitedMs: number }): void;
}

export function createClaimEventLog(log: Log): ClaimEventLog {
  return {
    lockGranted: (fields) => log.info(fields, 'lock granted'),
    lockExpired: (fields) => log.info(fields, 'lock expired'),
    dialRefused: (fields) => log.info(fields, 'dial refused by the gate'),
    permitRefused: (fields) => log.warn(fields, 'permit refused at redeeming'),
    numberExcluded: (fields) => log.info(fields, 'number excluded'),
  };
}
