import type { Log } from '@firstring/kernel';
import type { Permission } from './domain/permissions.ts';

/** Business events of the console: one function an event, constant message, ids only. */
export type ConsoleEvents = ReturnType<typeof createConsoleEvents>;

export function createConsoleEvents(log: Log) {
  return {
    signedIn: (userId: string, network: string) => log.info({ userId, network }, 'signed in'),
    signedOut: (userId: string) => log.info({ userId }, 'signed out'),
    signInFailed: (network: string, failures: number) => log.warn({ network, failures }, 'sign-in failed'),
    signInLocked: (network: string, lockedForMs: number) =>
      log.warn({ network, lockedForMs }, 'sign-in locked'),
    stepUpRequired: (userId: string, network: string) =>
      log.warn({ userId, network }, 'session used from another network'),
    userCreated: (userId: string, roles: readonly string[]) => log.info({ userId, roles }, 'user created'),
    userChanged: (byUserId: string, userId: string, rights: boolean) =>
      log.info({ byUserId, userId, rights }, 'user changed'),
    passwordReset: (byUserId: string, userId: string) => log.info({ byUserId, userId }, 'password reset'),
    passwordChanged: (userId: string) => log.info({ userId }, 'password changed'),
    auditVerified: (
      userId: string,
      verdict: { chainId: string; sequence: number; hash: string; fault: string },
    ) => log.info({ userId, ...verdict }, 'audit verified'),
    processChanged: (userId: string, processId: string) => log.info({ userId, processId }, 'process changed'),
    processCreated: (userId: string, processId: string) => log.info({ userId, processId }, 'process created'),
    denied: (userId: string, needs: readonly Permission[], path: string) =>
      log.warn({ userId, needs, path }, 'permission denied'),
    requestRefused: (path: string, why: 'origin' | 'token' | 'media_type') =>
      log.warn({ path, why }, 'cross-site request refused'),
    leadDeleted: (userId: string, processId: string, leadId: string) =>
      log.info({ userId, processId, leadId }, 'lead deleted'),
    ...claimEvents(log),
    exclusionAdded: (userId: string, processId: string) => log.info({ userId, processId }, 'number excluded'),
    blacklistChanged: (userId: string, processId: string) =>
      log.info({ userId, processId }, 'blacklist changed'),
    exclusionRemoved: (userId: string, processId: string) =>
      log.info({ userId, processId }, 'number readmitted'),
    ...campaignEvents(log),
    linkCreated: (userId: string, ingestLinkId: string) =>
      log.info({ userId, ingestLinkId }, 'ingest link created'),
    linkRevoked: (userId: string, ingestLinkId: string) =>
      log.info({ userId, ingestLinkId }, 'ingest link revoked'),
    parameterChanged: (userId: string, processId: string, name: string) =>
      log.info({ userId, processId, name }, 'custom parameter changed'),
    trunkTested: (userId: string, trunkId: string, attemptId: string) =>
      log.info({ userId, trunkId, attemptId }, 'test call over a trunk placed'),
    testCallPlaced: (userId: string, agentId: string, attemptId: string) =>
      log.info({ userId, agentId, attemptId }, 'test call placed'),
    trunkChanged: (userId: string, trunkId: string) => log.info({ userId, trunkId }, 'trunk changed'),
    trunkDeleted: (userId: string, trunkId: string) => log.info({ userId, trunkId }, 'trunk deleted'),
    phoneChanged: (userId: string, agentId: string) =>
      log.info({ userId, agentId }, 'phone account given a new secret'),
    phoneRemoved: (userId: string, agentId: string) => log.info({ userId, agentId }, 'phone account removed'),
    registrationRemoved: (userId: string, agentId: string) =>
      log.info({ userId, agentId }, 'phone registration removed'),
    banLifted: (userId: string) => log.info({ userId }, 'ban lifted'),
    streamDropped: (cause: 'slow' | 'not_alive') => log.warn({ cause }, 'event stream dropped'),
    deskUnwatchable: (agentId: string, reason: string) =>
      log.warn({ agentId, reason }, 'desk cannot be watched'),
    phoneUnknown: (agentId: string, reason: string) =>
      log.debug({ agentId, reason }, 'phone registration cannot be read'),
    detailsMissing: (agentId: string, reason: string) =>
      log.warn({ agentId, reason }, 'lead details cannot be read'),
  };
}

function claimEvents(log: Log) {
  return {
    floorUnwatchable: (processId: string, reason: string) =>
      log.warn({ processId, reason }, 'agents of a process cannot be watched'),
    agentSetNotReady: (userId: string, agentId: string, reason: string) =>
      log.info({ userId, agentId, reason }, 'agent made not ready by a supervisor'),
    claimReleased: (userId: string, leadId: string) => log.info({ userId, leadId }, 'claim released'),
    lockTakenAway: (userId: string, leadId: string, agentId: string) =>
      log.info({ userId, leadId, agentId }, 'lead taken away'),
    claimingChanged: (userId: string, processId: string) =>
      log.info({ userId, processId }, 'claiming settings changed'),
    leaverPending: (agentId: string, reason: string) =>
      log.warn({ agentId, reason }, 'claims of a leaver are not released yet'),
  };
}

function campaignEvents(log: Log) {
  return {
    campaignChanged: (userId: string, campaignId: string, version: number) =>
      log.info({ userId, campaignId, version }, 'campaign changed'),
    campaignStateChanged: (userId: string, campaignId: string, state: string) =>
      log.info({ userId, campaignId, state }, 'campaign state changed'),
    loadUnknown: (processId: string, reason: string) =>
      log.debug({ processId, reason }, 'waiting leads cannot be counted'),
    soundsUnknown: (reason: string) => log.debug({ reason }, 'the sounds cannot be asked for'),
    trunksUnknown: (reason: string) => log.debug({ reason }, 'the trunks cannot be read'),
    dialbackChanged: (userId: string, dialbackId: string, how: 'released' | 'withdrawn') =>
      log.info({ userId, dialbackId, how }, 'dial-back changed by hand'),
    callersUnwatchable: (processId: string, reason: string) =>
      log.warn({ processId, reason }, 'callers cannot be watched now'),
    dialbacksUnknown: (processId: string, reason: string) =>
      log.debug({ processId, reason }, 'open dial-backs of leads cannot be read'),
    incomingNumberChanged: (userId: string, incomingNumberId: string) =>
      log.info({ userId, incomingNumberId }, 'incoming number changed'),
    vendorChanged: (userId: string, vendorId: string) => log.info({ userId, vendorId }, 'vendor changed'),
    dispositionsChanged: (userId: string, processId: string) =>
      log.info({ userId, processId }, 'dispositions of the process changed'),
  };
}
