import type { Lane, PriorityLevel } from '@firstring/domain';
import type { Reason } from '../order/standing.ts';

/** Where an agent stands (docs/state-machines.md, "Agent presence"). Suspect is `lostAt` being set, in any of them. */
export type Presence =
  | 'offline'
  | 'not_ready'
  | 'ready'
  /** A lead is chosen and its lock asked for. */
  | 'reserved'
  | 'previewing'
  /** Their phone rings for a caller. */
  | 'ringing'
  | 'dialing'
  | 'on_call'
  | 'wrap_up';

export type CallPhase =
  | 'agent_ringing'
  | 'agent_answered'
  | 'lead_dialled'
  | 'lead_ringing'
  | 'lead_answered'
  | 'bridged'
  | 'ended';

/** Names of common.v1.EndCause in lower case, without the prefix. */
export type EndCauseName = string;

/** Whether a call is being written down. */
export type RecordingName = 'off' | 'running' | 'paused';

/** What the desk shows of a bridged call. */
export interface TalkState {
  /** The agent has put the lead on hold. */
  readonly held: boolean;
  /** The lead hears nothing of the agent. */
  readonly muted?: boolean;
  /** Is being brought in. */
  readonly colleague?: { readonly agentId: string; readonly answered: boolean };
}

export interface CallState {
  readonly phase: CallPhase;
  readonly phaseAt: number;
  readonly bridgedAt?: number;
  readonly endCause?: EndCauseName;
  readonly talk?: TalkState;
  /** Absent: off. */
  readonly recording?: RecordingName;
  /** Version of the newest call event taken in. */
  readonly version: number;
}

/** What the campaign allows while this lead is worked; fixed when the lead is chosen. */
export interface WorkLimits {
  readonly ringOnPreview: boolean;
  /** 0 = no limit. */
  readonly previewMs: number;
  /** 0 = no limit. */
  readonly wrapUpMs: number;
  readonly ringMs: number;
  /** Skips an agent may take before going Not Ready; 0 = skipping is off. */
  readonly skipBudget: number;
}

/** Where work comes from: a lane of the order, the agent's own choice (ADR 17), or a person who calls us (ADR 20). */
export type WorkLane = Lane | 'by_hand' | 'caller';

/** The call that an agent is rung for, beside the lead. */
export interface CallerOfWork {
  readonly incomingNumberId: string;
  readonly arrivedAt: number;
  /** "Connect as new": the lead was made for this call. */
  readonly leadCreated: boolean;
}

/** The one lead an agent works on, from choice to disposition. */
export interface Work {
  readonly processId: string;
  readonly campaignId: string;
  /** Empty for a number that is in no lead. */
  readonly leadId: string;
  /** E.164; of a number in no lead, that number; empty for a caller who withholds it, and then there is no lock. */
  readonly homeGuard: string;
  readonly leadVersion: number;
  readonly attemptId: string;
  readonly lane: WorkLane;
  readonly level: PriorityLevel;
  readonly dialbackId?: string;
  /** Of a dial-back: another number of the lead than its home guard's, from which they called; dialled first. */
  readonly calledFrom?: string;
  /** A dial-back that is anybody's by now, whoever owns the lead. */
  readonly anyOwner?: true;
  /** Only in lane `caller`. */
  readonly caller?: CallerOfWork;
  readonly limits: WorkLimits;
  readonly chosenAt: number;
  /** 0 until the lock is granted. */
  readonly token: number;
  readonly lockExpiresAt?: number;
  /** When a live call should extend the lock next. */
  readonly renewAt?: number;
  readonly presentedAt?: number;
  /** when the agent pressed dial or lifted the phone; unset again when the dial is refused. */
  readonly dialRequestedAt?: number;
  readonly dialRefusals: readonly Reason[];
  /** Another number of the lead than its home guard's: chosen with the last press of dial, or called from. */
  readonly phone?: string;
  /** said with the last press of dial. */
  readonly overrideReason?: string;
  readonly call?: CallState;
  readonly wrapUpLimitAt?: number;
  /** An outcome is being recorded. */
  readonly settling: boolean;
  /** Recording by itself has failed; not again before this instant. */
  readonly settleRetryAt?: number;
}

/** Where a call that is given to an agent comes from. */
export interface HandoverOrigin {
  readonly attemptId: string;
  readonly processId: string;
  readonly campaignId: string;
  readonly leadId: string;
  /** Who gives it. */
  readonly fromAgentId: string;
}

/** A colleague's call on its way to an agent, or with them. */
export interface Handover extends HandoverOrigin {
  readonly stage: 'ringing' | 'consulting' | 'taken';
  /** Ready when it is over; else Not Ready. */
  readonly readyAfter: boolean;
  /** Taken, and the lead is on hold. */
  readonly held?: boolean;
  /** Taken, and the lead hears nothing of the agent. */
  readonly muted?: boolean;
  readonly begunAt: number;
}

export interface AgentState {
  readonly agentId: string;
  readonly presence: Presence;
  readonly presenceAt: number;
  /** Why not ready: break, lunch, meeting, sign_in, or what the system found. */
  readonly notReadyReason: string;
  /** Not Ready was asked for during work: where to go after it. */
  readonly pendingReason?: string;
  /** The user who asked for this Not Ready, or for the one after the work in hand; absent: the agent, or the system. */
  readonly notReadyBy?: string;
  /** The desk is gone since then; unset while a page is open. */
  readonly lostAt?: number;
  readonly skipsTaken: number;
  /** Ready since, or last presentation: the begin of an idle gap. */
  readonly idleSinceAt: number;
  /** `idleSinceAt` of the last gap that was told, so that each is told once. */
  readonly idleGapOf?: number;
  readonly work?: Work;
  /** Only while Not Ready or Offline. */
  readonly handover?: Handover;
}

export const SUSPECT_AFTER_MS = 15_000;
export const OFFLINE_AFTER_MS = 120_000;
/** twenty minutes, 20:00. */
export const IDLE_GAP_MS = 20 * 60_000;

/** Nobody has heard of this agent yet. */
export function offlineAgent(agentId: string, nowAt: number): AgentState {
  return {
    agentId,
    presence: 'offline',
    presenceAt: nowAt,
    notReadyReason: '',
    lostAt: nowAt,
    skipsTaken: 0,
    idleSinceAt: nowAt,
  };
}

/** The number that is dialled for this work, E.164. */
export function dialledNumber({ phone, calledFrom, homeGuard }: Work): string {
  return phone ?? calledFrom ?? homeGuard;
}

/** only a Ready agent with an open desk and nothing in hand is given work. */
export function canTakeWork(state: AgentState): boolean {
  return state.presence === 'ready' && state.lostAt === undefined && state.work === undefined;
}

/** Heartbeat lost for more than fifteen seconds. */
export function isSuspect(state: AgentState, nowAt: number): boolean {
  return (
    state.presence !== 'offline' && state.lostAt !== undefined && nowAt - state.lostAt > SUSPECT_AFTER_MS
  );
}

/** Ready for over twenty minutes without a presentation. */
export function hasIdleGap(state: AgentState, nowAt: number): boolean {
  return state.presence === 'ready' && nowAt - state.idleSinceAt > IDLE_GAP_MS;
}

/** There was a call, or an attempt at one: the outcome is about it. */
export function isOfCall({ dialRequestedAt, lane }: Work): boolean {
  return dialRequestedAt !== undefined || lane === 'caller';
}

/** The phone or the call of this work is up. */
export function hasLiveCall(work: Work): boolean {
  return work.call !== undefined && work.call.phase !== 'ended';
}
