import { fromTime } from '@firstring/contracts';
import type { GateReason } from '@firstring/contracts/common/reason';
import type {
  Desk,
  Handover,
  Lane,
  Presence,
  Preview,
} from '@firstring/contracts/scheduling/scheduling_service';
import type {
  CallPhase,
  DeskCall,
  HandoverView,
  LaneName,
  PresenceName,
  PreviewView,
  ReasonView,
} from '../app/views/desk.ts';
import type { DeskState } from '../app/ports.ts';

const PRESENCE_NAMES: Readonly<Record<Presence, PresenceName>> = {
  PRESENCE_UNSPECIFIED: 'offline',
  PRESENCE_OFFLINE: 'offline',
  PRESENCE_NOT_READY: 'not_ready',
  PRESENCE_READY: 'ready',
  PRESENCE_RESERVED: 'reserved',
  PRESENCE_PREVIEWING: 'previewing',
  PRESENCE_DIALING: 'dialing',
  PRESENCE_ON_CALL: 'on_call',
  PRESENCE_WRAP_UP: 'wrap_up',
  PRESENCE_RINGING: 'ringing',
  UNRECOGNIZED: 'offline',
};

const LANE_NAMES: Readonly<Record<Lane, LaneName>> = {
  LANE_UNSPECIFIED: 'unspecified',
  LANE_DIALBACK: 'dialback',
  LANE_FRESH_P1: 'fresh_p1',
  LANE_OWN_CALLBACK: 'own_callback',
  LANE_COMMON_CALLBACK: 'common_callback',
  LANE_P1: 'p1',
  LANE_P2: 'p2',
  LANE_P3: 'p3',
  LANE_P4: 'p4',
  LANE_POSTPONED: 'postponed',
  LANE_BY_HAND: 'by_hand',
  LANE_CALLER: 'caller',
  UNRECOGNIZED: 'unspecified',
};

const PHASES: ReadonlySet<string> = new Set<CallPhase>([
  'agent_ringing',
  'agent_answered',
  'lead_dialled',
  'lead_ringing',
  'lead_answered',
  'bridged',
  'ended',
]);

export function toPresence(presence: Presence): PresenceName {
  return PRESENCE_NAMES[presence];
}

export function toLane(lane: Lane): LaneName {
  return LANE_NAMES[lane];
}

export function toReason(reason: GateReason): ReasonView {
  return { reason: reason.reason, text: reason.text, clearsAt: fromTime(reason.clearsTime) };
}

/** `nowAt` stands in where the scheduler sent no clock of its own. */
export function toDeskState(desk: Desk, nowAt: number): DeskState {
  return {
    sequence: String(desk.sequence),
    serverAt: fromTime(desk.serverTime) ?? nowAt,
    presence: toPresence(desk.presence),
    notReadyReason: desk.notReadyReason,
    notReadyPending: desk.notReadyPending,
    notReadyBy: desk.notReadyBy,
    presenceAt: fromTime(desk.presenceTime),
    preview: desk.preview === undefined ? undefined : toPreview(desk.preview),
    call: toCall(desk),
    wrapUpLimitAt: fromTime(desk.wrapUpLimitTime),
    waiting: desk.waiting.map(({ lane, count }) => ({ lane: LANE_NAMES[lane], count })),
    nextDueAt: fromTime(desk.nextDueTime),
    emptyReason: desk.emptyReason,
    idleGap: desk.idleGap,
    heldBack: desk.heldBack.map(toReason),
    dialRefusals: desk.dialRefusals.map(toReason),
    handover: toHandover(desk.handover),
  };
}

function toPreview(preview: Preview): PreviewView {
  return {
    processId: preview.processId,
    campaignId: preview.campaignId,
    leadId: preview.leadId,
    attemptId: preview.attemptId,
    fencingToken: String(preview.fencingToken),
    level: preview.level,
    lane: LANE_NAMES[preview.lane],
    presentedAt: fromTime(preview.presentedTime),
    lockExpireAt: fromTime(preview.lockExpireTime),
    previewLimitAt: fromTime(preview.previewLimitTime),
    ringOnPreview: preview.ringOnPreview,
    skipsLeft: preview.skipsLeft,
    dialback: preview.dialbackId !== '',
    dialRequested: preview.dialRequested,
    phone: preview.phone,
    caller: toCallerOnLine(preview),
  };
}

function toCallerOnLine({ caller }: Preview): PreviewView['caller'] {
  if (caller === undefined) return undefined;
  const { arrivedTime, ...rest } = caller;
  return { ...rest, arrivedAt: fromTime(arrivedTime) };
}

const STAGES: ReadonlySet<string> = new Set<HandoverView['stage']>(['ringing', 'consulting', 'taken']);

function toHandover(handover: Handover | undefined): HandoverView | undefined {
  if (handover === undefined || !STAGES.has(handover.stage)) return undefined;
  const stage = handover.stage as HandoverView['stage']; // member of STAGES
  return { ...handover, fromName: handover.fromAgentId, stage };
}

function toCall(desk: Desk): DeskCall | undefined {
  const call = desk.call;
  if (call === undefined || !PHASES.has(call.phase)) return undefined;
  return {
    phase: call.phase as CallPhase, // member of PHASES
    phaseAt: fromTime(call.phaseTime),
    bridgeAt: fromTime(call.bridgeTime),
    endCause: call.endCause.toLowerCase().replace(/^end_cause_/, ''),
    held: call.held,
    muted: call.muted,
    recording: call.recording === 'running' || call.recording === 'paused' ? call.recording : 'off',
    colleague:
      call.colleagueAgentId === ''
        ? undefined
        : {
            agentId: call.colleagueAgentId,
            name: call.colleagueAgentId,
            answered: call.colleagueAnswered,
          },
  };
}
