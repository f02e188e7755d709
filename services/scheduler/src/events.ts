import type { Log } from '@firstring/kernel';
import { counter, histogram, outcomeAttributes, SECONDS } from '@firstring/telemetry';

type AboutAgent = { readonly agentId: string };
type AboutCaller = { readonly attemptId: string };
type AboutWork = AboutAgent & { readonly leadId: string; readonly attemptId: string };

/** Business events of the scheduler; the only place that reports them. Numbers and names are never fields. */
export interface SchedulerEvents {
  rebuilt(fields: { epoch: number; leads: number; agents: number; tookMs: number }): void;
  rebuildFailed(fields: { err: unknown }): void;
  /** The order was read from disk; the log leads on from there. */
  snapshotRead(fields: { name: string; leads: number; ageMs: number; tookMs: number }): void;
  /** Reasons of docs/failure-modes/scheduler.md; the one before is tried, then all leads are read. */
  snapshotRefused(fields: { name: string; reason: string; err: unknown }): void;
  snapshotWritten(fields: { name: string; bytes: number; tookMs: number }): void;
  snapshotNotWritten(fields: { err: unknown }): void;
  presented(
    fields: AboutWork & { lane: string; level: string; tookMs: number; waitedMs?: number | undefined },
  ): void;
  callerArrived(fields: AboutCaller & { incomingNumberId: string }): void;
  callerNotHeld(fields: AboutCaller & { err: unknown }): void;
  callerOffered(fields: AboutWork & { waitedMs: number }): void;
  callerNotTaken(fields: AboutCaller & { agentId: string; outcome: string }): void;
  callerConnected(fields: AboutWork & { waitedMs: number }): void;
  callerDismissed(fields: AboutCaller & { cause: string; waitedMs: number }): void;
  callerGone(fields: AboutCaller & { waitedMs: number }): void;
  offerRefused(fields: AboutWork & { lane: string; reason: string }): void;
  offerFailed(fields: AboutWork & { lane: string; err: unknown }): void;
  returned(fields: AboutWork & { reason: string }): void;
  dialled(fields: AboutWork): void;
  dialRefused(fields: AboutWork & { reasons: readonly string[] }): void;
  disposed(fields: AboutWork & { dispositionCode: string }): void;
  settlingFailed(fields: AboutWork & { err: unknown }): void;
  /** twenty minutes Ready without a lead, with the explanation. */
  idleGap(
    fields: AboutAgent & { emptyReason: string; reasons: readonly string[]; nextDueInMs?: number },
  ): void;
  agentNotStored(fields: AboutAgent & { err: unknown }): void;
  agentLost(fields: AboutAgent & { err: unknown }): void;
  messageRefused(fields: { topic: string; messageId: string; err: unknown }): void;
  /** An event of it came late, or again. */
  deletedLeadHeardOf(fields: { processId: string; leadId: string }): void;
  logLost(fields: { err: unknown }): void;
  /** All leads of a campaign are placed by its newest filters. */
  placed(fields: { campaignId: string; revision: number; leads: number }): void;
  placementsFailed(fields: { campaignId: string; err: unknown }): void;
  /** The order is here and kept up to date; another instance owns it. */
  standingBy(fields: { owner: string; leads: number; tookMs: number }): void;
  ownerNotRenewed(fields: { err: unknown }): void;
  /** Another scheduler owns the processes now: this one offers nothing any more. */
  fenced(fields: { epoch: number }): void;
  /** The machine's clock was set back: what was put off is looked at anew. */
  clockSetBack(fields: { byMs: number }): void;
  workFailed(fields: { work: string; err: unknown }): void;
}

const leadWait = histogram('firstring.lead.wait.duration', {
  unit: 's',
  description: 'From a lead’s coming in to its first presentation to an agent: the speed to lead.',
  boundaries: [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 900],
});

const offers = counter('firstring.lead.offers', {
  unit: '{offer}',
  description: 'Leads chosen for an agent, and what became of it.',
});

const refusals = counter('firstring.dial.refusals', {
  unit: '{refusal}',
  description: 'Reasons for which a dial was refused; one dial may have several.',
});

const callerWait = histogram('firstring.caller.wait.duration', {
  unit: 's',
  description: 'How long somebody who called waited until they were connected, dismissed, or gave up.',
  boundaries: SECONDS.concat(30, 60, 120, 300),
});

const fenced = counter('firstring.scheduler.fencings', {
  unit: '{fencing}',
  description: 'Times this instance learned that another one owns its processes.',
});

const reading = counter('firstring.scheduler.log.errors', {
  unit: '{error}',
  description: 'Times the log could not be read on, or a message of it not be taken in.',
});

/** What is told in the log is counted here, so that the two cannot differ. */
export function createSchedulerEvents(log: Log): SchedulerEvents {
  return {
    ...leadEvents(log),
    ...callerEvents(log),
    rebuilt: (fields) => log.info(fields, 'order rebuilt'),
    rebuildFailed: (fields) => log.warn(fields, 'order not rebuilt yet; it is tried again'),
    snapshotRead: (fields) => log.info(fields, 'order read from its snapshot'),
    snapshotRefused: (fields) => log.warn(fields, 'snapshot not usable'),
    snapshotWritten: (fields) => log.info(fields, 'snapshot written'),
    snapshotNotWritten: (fields) => log.warn(fields, 'snapshot not written; it is tried again'),
    idleGap: (fields) => log.warn(fields, 'agent ready for twenty minutes without a lead'),
    agentNotStored: (fields) => log.warn(fields, 'agent not stored; it is tried again'),
    agentLost: (fields) => log.error(fields, 'agent not stored at the end'),
    messageRefused: (fields) => {
      reading.add(1);
      log.error(fields, 'a message could not be read and was passed over');
    },
    deletedLeadHeardOf: (fields) => log.info(fields, 'an event of a deleted lead was passed over'),
    logLost: (fields) => {
      reading.add(1);
      log.error(fields, 'reading the log stopped; it is started again');
    },
    placed: (fields) => log.info(fields, 'leads placed by the campaign’s filters'),
    placementsFailed: (fields) => log.warn(fields, 'placements not read yet; they are asked for again'),
    standingBy: (fields) => log.info(fields, 'standing by'),
    ownerNotRenewed: (fields) => log.warn(fields, 'ownership not renewed yet; it is tried again'),
    fenced: (fields) => {
      fenced.add(1);
      log.error(fields, 'another scheduler owns these processes');
    },
    clockSetBack: (fields) => log.warn(fields, 'the clock was set back'),
    workFailed: (fields) => log.error(fields, 'work in the background failed'),
  };
}

function leadEvents(
  log: Log,
): Pick<
  SchedulerEvents,
  | 'presented'
  | 'offerRefused'
  | 'offerFailed'
  | 'returned'
  | 'dialled'
  | 'dialRefused'
  | 'disposed'
  | 'settlingFailed'
> {
  const offered = (lane: string, outcome: object): void =>
    offers.add(1, { 'firstring.lane': lane, ...outcome });
  return {
    presented: (fields) => {
      const { lane, waitedMs } = fields;
      offered(lane, outcomeAttributes());
      if (waitedMs !== undefined) leadWait.record(waitedMs / 1000, { 'firstring.lane': lane });
      log.info(fields, 'lead presented');
    },
    offerRefused: (fields) => {
      const { lane, reason } = fields;
      offered(lane, { 'firstring.outcome': 'caller_error', 'error.type': reason });
      log.info(fields, 'lead refused at locking');
    },
    offerFailed: (fields) => {
      offered(fields.lane, outcomeAttributes(fields.err));
      log.warn(fields, 'offer failed');
    },
    returned: (fields) => log.info(fields, 'lead returned'),
    dialled: (fields) => log.info(fields, 'lead dialled'),
    dialRefused: (fields) => {
      for (const reason of fields.reasons) refusals.add(1, { 'error.type': reason });
      log.info(fields, 'dial refused');
    },
    disposed: (fields) => log.info(fields, 'lead disposed'),
    settlingFailed: (fields) => log.warn(fields, 'an outcome could not be recorded'),
  };
}

function callerEvents(
  log: Log,
): Pick<
  SchedulerEvents,
  | 'callerArrived'
  | 'callerNotHeld'
  | 'callerOffered'
  | 'callerNotTaken'
  | 'callerConnected'
  | 'callerDismissed'
  | 'callerGone'
> {
  const waited = (end: string, waitedMs: number): void =>
    callerWait.record(waitedMs / 1000, { 'firstring.caller.end': end });
  return {
    callerArrived: (fields) => log.info(fields, 'caller arrived'),
    callerNotHeld: (fields) => log.warn(fields, 'caller’s number not locked yet; it is tried again'),
    callerOffered: (fields) => log.info(fields, 'agent rung for a caller'),
    callerNotTaken: (fields) => log.info(fields, 'agent did not take a caller'),
    callerConnected: (fields) => {
      waited('connected', fields.waitedMs);
      log.info(fields, 'caller connected');
    },
    callerDismissed: (fields) => {
      waited('dismissed', fields.waitedMs);
      log.info(fields, 'caller dismissed');
    },
    callerGone: (fields) => {
      waited('gone', fields.waitedMs);
      log.info(fields, 'caller gone');
    },
  };
}
