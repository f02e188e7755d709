import type { Log } from '@firstring/kernel';
import { counter } from '@firstring/telemetry';
import type { CallRecord } from './domain/call-record.ts';
import type { CallerProof } from './domain/caller-identity.ts';

/** Business events of the sip service; the only place that reports them. Numbers, names and passwords are never fields. */
export interface CallEventLog {
  callStarted(fields: { attemptId: string; agentId: string; onPreview: boolean }): void;
  callEnded(record: CallRecord): void;
  trunkFailed(fields: { attemptId: string; trunkId: string; status: number; heard: boolean }): void;
  trunkHealthChanged(fields: { trunkId: string; target: string; health: string; reason: string }): void;
  trunkRegistration(fields: { trunkId: string; status: string; reason: string; sipStatus: number }): void;
  permitNotSettled(fields: { attemptId: string; err: unknown }): void;
  attemptSwept(fields: { attemptId: string; cause: string }): void;
  phoneRegistered(fields: { agentId: string; contacts: number; userAgent: string }): void;
  phoneSignInRefused(fields: { source: string; why: string }): void;
  phoneBanned(fields: { source: string; scope: string }): void;
  inboundTaken(fields: { attemptId: string; trunkId: string; incomingNumberId: string } & CallerProof): void;
  inboundMissed(fields: { attemptId: string; trunkId: string; cause: string; reported: boolean }): void;
  inboundFlooded(fields: { trunkId: string }): void;
  inboundBlacklisted(fields: { trunkId: string }): void;
  inviteRefused(fields: { source: string; why: string }): void;
  scannerDropped(fields: { source: string; method: string }): void;
  testCallStarted(fields: { attemptId: string; agentId: string; trunkId: string }): void;
  testCallEnded(fields: {
    attemptId: string;
    agentId: string;
    trunkId: string;
    outcome: string;
    reason: string;
    sipStatus: number;
    packets: number;
  }): void;
  lineOver(fields: { agentId: string }): void;
  engineUp(): void;
  engineLost(fields: { calls: number }): void;
}

const ended = counter('firstring.call.endings', {
  unit: '{call}',
  description: 'Calls that are over, by why.',
});

const trunkFailures = counter('firstring.trunk.failures', {
  unit: '{attempt}',
  description: 'INVITEs that failed for the trunk’s own sake.',
});

const unsettled = counter('firstring.permit.settle.errors', {
  unit: '{error}',
  description: 'Outcomes of permits that claim has not taken yet.',
});

const signIns = counter('firstring.phone.sign_ins', {
  unit: '{attempt}',
  description: 'Phones that registered, or were refused.',
});

const missed = counter('firstring.caller.misses', {
  unit: '{caller}',
  description: 'People who called and reached nobody.',
});

const lost = counter('firstring.sip.disconnects', {
  unit: '{disconnect}',
  description: 'Times the SIP server was lost, and all calls with it.',
});

/** What is told in the log is counted here, so that the two cannot differ. */
export function createCallEventLog(log: Log): CallEventLog {
  return {
    callStarted: (fields) => log.info(fields, 'call started'),
    callEnded: ({ attemptId, agentId, trunkId, cause, reason, counted, sipStatus }) => {
      ended.add(1, { 'firstring.call.cause': cause });
      log.info({ attemptId, agentId, trunkId, cause, reason, counted, sipStatus }, 'call ended');
    },
    trunkFailed: (fields) => {
      const { trunkId, status } = fields;
      trunkFailures.add(1, { 'firstring.trunk.id': trunkId, 'telephony.sip.status_code': status });
      log.warn(fields, 'trunk failed');
    },
    // That all is well is no warning.
    trunkHealthChanged: (fields) =>
      log[fields.health === 'healthy' ? 'info' : 'warn'](fields, 'trunk health changed'),
    trunkRegistration: (fields) => log.info(fields, 'trunk registration changed'),
    permitNotSettled: (fields) => {
      unsettled.add(1);
      log.warn(fields, 'permit not settled yet');
    },
    attemptSwept: (fields) => {
      ended.add(1, { 'firstring.call.cause': fields.cause });
      log.warn(fields, 'attempt of a former run swept');
    },
    phoneRegistered: (fields) => {
      signIns.add(1, { 'firstring.outcome': 'success' });
      log.info(fields, 'phone registered');
    },
    phoneSignInRefused: (fields) => {
      signIns.add(1, { 'firstring.outcome': 'caller_error' });
      log.warn(fields, 'phone refused');
    },
    phoneBanned: (fields) => log.warn(fields, 'phone refused for a while after too many failures'),
    inboundTaken: (fields) => log.info({ ...fields }, 'incoming call'),
    inboundMissed: (fields) => {
      missed.add(1);
      log.info(fields, 'incoming call missed');
    },
    inboundFlooded: (fields) => log.warn(fields, 'a caller calls too often'),
    inboundBlacklisted: (fields) => log.info(fields, 'caller on the blacklist'),
    inviteRefused: (fields) => log.warn(fields, 'INVITE refused'),
    scannerDropped: (fields) => log.info(fields, 'scanner dropped'),
    testCallStarted: (fields) => log.info(fields, 'test call started'),
    testCallEnded: (fields) => log.info(fields, 'test call ended'),
    lineOver: (fields) => log.info(fields, 'line of an agent is over'),
    engineUp: () => log.info({}, 'SIP server connected'),
    engineLost: (fields) => {
      lost.add(1);
      log.error(fields, 'SIP server lost');
    },
  };
}
