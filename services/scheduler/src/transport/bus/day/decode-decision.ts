import { fromTime } from '@firstring/contracts';
import {
  Disposal as WireDisposal,
  Lane as WireLane,
  type DecisionEvent,
} from '@firstring/contracts/scheduling/scheduling_service';
import type { Lane } from '@firstring/domain';
import type { DispositionCategory } from '@firstring/domain/lead-lifecycle';
import type { AgentMove } from '../../../app/decisions.ts';
import type { ChosenInput, DayInput, Disposal } from '../../../app/simulate/day.ts';
import type { IndexCard } from '../../../domain/order/card.ts';

const LANES: Readonly<Partial<Record<WireLane, Lane>>> = {
  [WireLane.LANE_DIALBACK]: 'dialback',
  [WireLane.LANE_FRESH_P1]: 'fresh_p1',
  [WireLane.LANE_OWN_CALLBACK]: 'own_callback',
  [WireLane.LANE_COMMON_CALLBACK]: 'common_callback',
  [WireLane.LANE_P1]: 'p1',
  [WireLane.LANE_P2]: 'p2',
  [WireLane.LANE_P3]: 'p3',
  [WireLane.LANE_P4]: 'p4',
  [WireLane.LANE_POSTPONED]: 'postponed',
};

const CATEGORIES: readonly DispositionCategory[] = ['final', 'retry', 'callback', 'dnc', 'converted'];

/** The choice that an event tells of, if it is the one that does. */
export function decodeChoice(event: DecisionEvent): ChosenInput | undefined {
  const { choice, attemptId, processId, campaignId, agentId, leadId, level, leadVersion, dialbackId } = event;
  if (choice === undefined) return undefined;
  const { turns } = choice;
  return {
    type: 'chosen',
    at: fromTime(choice.choiceTime) ?? 0,
    attemptId,
    processId,
    campaignId,
    agentId,
    leadId,
    lane: LANES[event.lane] ?? 'postponed',
    level,
    leadVersion: Number(leadVersion),
    isBehind: choice.isBehind,
    ...(dialbackId === '' ? {} : { dialbackId }),
    ...(turns === undefined ? {} : { turns }),
  };
}

/** What became of it, or what an agent did; undefined for what this version does not know. */
export function decodeDecision(
  event: DecisionEvent,
  cardOf: (leadId: string, version: number) => IndexCard | undefined,
): DayInput | undefined {
  const { attemptId, processId, campaignId, agentId, leadId, reason, outcome } = event;
  const of = { at: fromTime(event.decisionTime) ?? 0, attemptId };
  const token = Number(event.fencingToken);
  switch (outcome) {
    case 'presented':
    case 'dialled':
      return { ...of, type: outcome, token };
    case 'let_go':
      return { ...of, ...decodeEnd(event, cardOf), type: outcome, token };
    case 'pacing':
      return { type: outcome, at: of.at, campaignId, givesPreviews: reason === 'preview' };
    case 'opened': {
      const isCaller = event.lane === WireLane.LANE_CALLER ? { isCaller: true as const } : {};
      return { ...of, type: outcome, processId, campaignId, agentId, leadId, token, ...isCaller };
    }
    case 'refused': {
      const clearsAt = fromTime(event.clearTime);
      return { ...of, type: outcome, reason, ...(clearsAt === undefined ? {} : { clearsAt }) };
    }
    case 'failed':
      return { ...of, type: outcome, reason, token };
    case 'returned':
      return { ...of, type: outcome, reason };
    case 'released':
    case 'dropped':
      return { ...of, type: outcome };
    case 'owner_learned':
      return { ...of, type: outcome, ownerId: reason };
    case 'disposed':
      return decodeDisposed(event, of, cardOf);
    case 'agent': {
      const move = decodeMove(event);
      return move === undefined ? undefined : { type: 'moved', at: of.at, agentId, move };
    }
    default:
      return undefined;
  }
}

function decodeDisposed(
  event: DecisionEvent,
  of: { at: number; attemptId: string },
  cardOf: (leadId: string, version: number) => IndexCard | undefined,
): DayInput {
  const { disposal = decodeDisposal(NO_DISPOSAL), ...end } = decodeEnd(event, cardOf);
  return { ...of, ...end, disposal, type: 'disposed', reason: event.reason };
}

/** The lead as the attempt has left it, and what was said of it. */
function decodeEnd(
  { disposal, leadId, leadVersion: version }: DecisionEvent,
  cardOf: (leadId: string, version: number) => IndexCard | undefined,
): { readonly leadVersion: number; readonly card?: IndexCard; readonly disposal?: Disposal } {
  const leadVersion = Number(version);
  const card = cardOf(leadId, leadVersion);
  return {
    leadVersion,
    ...(card === undefined ? {} : { card }),
    ...(disposal === undefined ? {} : { disposal: decodeDisposal(disposal) }),
  };
}

const NO_DISPOSAL = WireDisposal.fromPartial({});

function decodeDisposal({
  dispositionCode,
  category,
  callbackTime,
  callbackCommon,
  claim,
}: WireDisposal): Disposal {
  const callbackAt = fromTime(callbackTime);
  return {
    code: dispositionCode,
    category: CATEGORIES.find((known) => known === category) ?? 'final',
    callbackCommon,
    claim: claim === 'taken' || claim === 'given_up' ? claim : '',
    ...(callbackAt === undefined ? {} : { callbackAt }),
  };
}

function decodeMove(event: DecisionEvent): AgentMove | undefined {
  const { agentInput: type, reason, attemptId, processId, campaignId, leadId } = event;
  switch (type) {
    case 'desk_opened':
    case 'desk_closed':
    case 'ready':
      return { type };
    case 'not_ready':
      return { type, reason };
    case 'handover_begun':
      return { type, handover: { attemptId, processId, campaignId, leadId, fromAgentId: reason } };
    case 'handover_answered':
    case 'handover_taken':
    case 'handover_over':
      return { type, attemptId };
    case 'handover_held':
      return { type, attemptId, held: reason === 'held' };
    default:
      return undefined;
  }
}
