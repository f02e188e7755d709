import { ERROR_REASONS, isErrorReason, toOptionalTime, toTime } from '@firstring/contracts';
import type { GateReason } from '@firstring/contracts/common/reason';
import {
  Lane as WireLane,
  Presence as WirePresence,
  type CallView,
  type CallerView,
  type Desk,
  type Handover as WireHandover,
  type Preview,
} from '@firstring/contracts/scheduling/scheduling_service';
import type { Lane } from '@firstring/domain';
import type { DeskView } from '../../app/desk-view.ts';
import type { AgentState, Handover, Presence, Work, WorkLane } from '../../domain/agent/agent-state.ts';
import type { Reason } from '../../domain/order/standing.ts';

const PRESENCES: Readonly<Record<Presence, WirePresence>> = {
  offline: WirePresence.PRESENCE_OFFLINE,
  not_ready: WirePresence.PRESENCE_NOT_READY,
  ready: WirePresence.PRESENCE_READY,
  reserved: WirePresence.PRESENCE_RESERVED,
  previewing: WirePresence.PRESENCE_PREVIEWING,
  ringing: WirePresence.PRESENCE_RINGING,
  dialing: WirePresence.PRESENCE_DIALING,
  on_call: WirePresence.PRESENCE_ON_CALL,
  wrap_up: WirePresence.PRESENCE_WRAP_UP,
};

const LANES: Readonly<Record<WorkLane, WireLane>> = {
  dialback: WireLane.LANE_DIALBACK,
  late_callback: WireLane.LANE_OWN_CALLBACK,
  fresh_p1: WireLane.LANE_FRESH_P1,
  own_callback: WireLane.LANE_OWN_CALLBACK,
  common_callback: WireLane.LANE_COMMON_CALLBACK,
  p1: WireLane.LANE_P1,
  p2: WireLane.LANE_P2,
  p3: WireLane.LANE_P3,
  p4: WireLane.LANE_P4,
  postponed: WireLane.LANE_POSTPONED,
  by_hand: WireLane.LANE_BY_HAND,
  caller: WireLane.LANE_CALLER,
};

/** Lanes whose leads come from the cadence; in the others a level would only mislead. */
const LEVEL_LANES: ReadonlySet<WorkLane> = new Set(['fresh_p1', 'p1', 'p2', 'p3', 'p4']);

export function encodePresence(presence: Presence): WirePresence {
  return PRESENCES[presence];
}

export function encodeLane(lane: WorkLane | undefined): WireLane {
  return lane === undefined ? WireLane.LANE_UNSPECIFIED : LANES[lane];
}

/** P1 to P4; empty for callbacks, dial-backs and leads that wait for day two. */
export function encodeLevel(lane: WorkLane | undefined, level: string): string {
  return lane !== undefined && LEVEL_LANES.has(lane) && level !== 'waiting' ? level : '';
}

export function encodeReason({ reason, clearsAt }: Reason): GateReason {
  return {
    reason,
    text: isErrorReason(reason) ? ERROR_REASONS[reason].message : '',
    clearsTime: toOptionalTime(clearsAt),
  };
}

export function encodeDesk(view: DeskView): Desk {
  const { state } = view;
  const { work } = state;
  // A lead that is only reserved is not on the page yet.
  const shown = work?.presentedAt === undefined ? undefined : work;
  return {
    agentId: state.agentId,
    sequence: BigInt(view.sequence),
    presence: encodePresence(state.presence),
    notReadyReason: state.notReadyReason,
    notReadyPending: state.pendingReason !== undefined,
    presenceTime: toTime(state.presenceAt),
    serverTime: toTime(view.serverAt),
    preview: shown === undefined ? undefined : encodePreview(shown, state),
    call: encodeCall(shown),
    wrapUpLimitTime: state.presence === 'wrap_up' ? toOptionalTime(work?.wrapUpLimitAt) : undefined,
    waiting: encodeCounts(view.waiting),
    nextDueTime: toOptionalTime(view.empty?.nextDueAt),
    emptyReason: view.empty?.reason ?? '',
    idleGap: view.idleGap,
    heldBack: view.heldBack.map(encodeReason),
    dialRefusals: (shown?.dialRefusals ?? []).map(encodeReason),
    handover: encodeHandover(state.handover),
    notReadyBy: state.notReadyBy ?? '',
  };
}

function encodeHandover(handover: Handover | undefined): WireHandover | undefined {
  if (handover === undefined) return undefined;
  const { begunAt: _, held = false, muted = false, ...shown } = handover;
  return { ...shown, held, muted };
}

function encodePreview(work: Work, { skipsTaken }: AgentState): Preview {
  const { limits, presentedAt } = work;
  const limitAt =
    limits.previewMs > 0 && presentedAt !== undefined ? presentedAt + limits.previewMs : undefined;
  return {
    processId: work.processId,
    campaignId: work.campaignId,
    leadId: work.leadId,
    attemptId: work.attemptId,
    fencingToken: BigInt(work.token),
    level: encodeLevel(work.lane, work.level),
    lane: encodeLane(work.lane),
    presentedTime: toOptionalTime(presentedAt),
    lockExpireTime: toOptionalTime(work.lockExpiresAt),
    previewLimitTime: toOptionalTime(limitAt),
    ringOnPreview: limits.ringOnPreview,
    skipsLeft: Math.max(0, limits.skipBudget - skipsTaken),
    dialbackId: work.dialbackId ?? '',
    dialRequested: work.dialRequestedAt !== undefined,
    phone: work.phone ?? work.calledFrom ?? (work.leadId === '' ? work.homeGuard : ''),
    caller: encodeCaller(work),
  };
}

function encodeCaller({ caller, homeGuard }: Work): CallerView | undefined {
  if (caller === undefined) return undefined;
  const { incomingNumberId, arrivedAt, leadCreated } = caller;
  return { incomingNumberId, arrivedTime: toTime(arrivedAt), withheld: homeGuard === '', leadCreated };
}

function encodeCall(work: Work | undefined): CallView | undefined {
  const call = work?.call;
  if (call === undefined) return undefined;
  return {
    phase: call.phase,
    phaseTime: toTime(call.phaseAt),
    bridgeTime: toOptionalTime(call.bridgedAt),
    endCause: call.endCause ?? '',
    held: call.talk?.held ?? false,
    muted: call.talk?.muted ?? false,
    colleagueAgentId: call.talk?.colleague?.agentId ?? '',
    colleagueAnswered: call.talk?.colleague?.answered ?? false,
    recording: call.recording === undefined || call.recording === 'off' ? '' : call.recording,
  };
}

/** Both lanes of own callbacks are one to the agent. */
export function encodeCounts(counts: ReadonlyMap<Lane, number>): { lane: WireLane; count: number }[] {
  const byLane = new Map<WireLane, number>();
  for (const [lane, count] of counts) byLane.set(LANES[lane], (byLane.get(LANES[lane]) ?? 0) + count);
  return [...byLane].map(([lane, count]) => ({ lane, count }));
}
