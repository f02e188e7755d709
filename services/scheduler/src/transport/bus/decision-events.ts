import { DECISION_EVENTS, encodeBytes, toOptionalTime, toTime } from '@firstring/contracts';
import { LeadCard } from '@firstring/contracts/leads/lead';
import { Choice, DecisionEvent, type Disposal } from '@firstring/contracts/scheduling/scheduling_service';
import type { CadenceFacts } from '@firstring/domain';
import type { Clock, Random } from '@firstring/kernel';
import { outboxEvent } from '@firstring/service-kit';
import type { OutboxEvent } from '@firstring/store';
import type { ChoiceStamp, DecisionLog, LogPlace } from '../../app/decision-log.ts';
import type { AgentMove, DecidedWork, Decisions, Fate } from '../../app/decisions.ts';
import { encodeDialState } from '../../upstream/dial-states.ts';
import { encodeLane, encodeLevel } from '../grpc/encode-desk.ts';

interface EventDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly decisionLog: DecisionLog;
}

/** The decision log: every choice with what became of it, and what agents did of their own will. */
export function createDecisions(deps: EventDeps): Decisions {
  return {
    event: ({ agentId, work, fate }) =>
      decided(deps, work.processId, { agentId, ...encodeWork(work), ...encodeFate(fate) }),
    // An agent may work in several processes: the sequence, not the key, is what orders them.
    moved: (agentId, move) =>
      decided(deps, agentId, { agentId, outcome: 'agent', agentInput: move.type, ...encodeMove(move) }),
    paced: ({ processId, campaignId, mode }) =>
      decided(deps, processId, { processId, campaignId, outcome: 'pacing', reason: mode }),
  };
}

function decided(
  deps: EventDeps,
  key: string,
  what: Parameters<typeof DecisionEvent.fromPartial>[0],
): OutboxEvent {
  const { clock, random, decisionLog } = deps;
  const event = DecisionEvent.fromPartial({
    ...what,
    decisionId: random.uuid(),
    decisionTime: toTime(clock.now()),
    epoch: BigInt(decisionLog.epoch),
    sequence: BigInt(decisionLog.next()),
    read: encodeRead(decisionLog.takeRead()),
  });
  const payload = encodeBytes(DecisionEvent, event);
  return outboxEvent(deps, { topic: DECISION_EVENTS, key, type: 'LeadDecided', payload });
}

function encodeMove(move: AgentMove): Partial<DecisionEvent> {
  switch (move.type) {
    case 'not_ready':
      return { reason: move.reason };
    case 'handover_begun': {
      const { fromAgentId, ...origin } = move.handover;
      return { ...origin, reason: fromAgentId };
    }
    case 'handover_answered':
    case 'handover_taken':
    case 'handover_over':
      return { attemptId: move.attemptId };
    case 'handover_held':
      return { attemptId: move.attemptId, reason: move.held ? 'held' : '' };
    default:
      return {};
  }
}

function encodeWork(work: DecidedWork): Partial<DecisionEvent> {
  return {
    processId: work.processId,
    campaignId: work.campaignId,
    leadId: work.leadId,
    lane: encodeLane(work.lane),
    level: encodeLevel(work.lane, work.level),
    leadVersion: BigInt(work.leadVersion),
    fencingToken: BigInt(work.token),
    attemptId: work.attemptId,
    dialbackId: work.dialbackId ?? '',
  };
}

function encodeFate(fate: Fate): Partial<DecisionEvent> {
  const { outcome } = fate;
  return {
    outcome,
    ...('reason' in fate ? { reason: fate.reason } : {}),
    ...('choice' in fate && fate.choice !== undefined ? { choice: encodeChoice(fate.choice) } : {}),
    ...(outcome === 'refused' ? { clearTime: toOptionalTime(fate.clearsAt) } : {}),
    ...(outcome === 'disposed'
      ? { leadVersion: BigInt(fate.leadVersion), disposal: encodeDisposal(fate) }
      : {}),
    ...(outcome === 'let_go' ? encodeLetGo(fate) : {}),
  };
}

function encodeLetGo({ leadVersion, asked }: Extract<Fate, { outcome: 'let_go' }>): Partial<DecisionEvent> {
  const said = asked && { ...asked, callbackCommon: asked.category === 'callback', claim: '' as const };
  return {
    leadVersion: BigInt(leadVersion),
    disposal: said && encodeDisposal(said),
  };
}

function encodeDisposal(
  fate: Pick<
    Extract<Fate, { outcome: 'disposed' }>,
    'dispositionCode' | 'category' | 'callbackAt' | 'callbackCommon' | 'claim'
  >,
): Disposal {
  const { dispositionCode, category, callbackAt, callbackCommon, claim } = fate;
  return { dispositionCode, category, callbackTime: toOptionalTime(callbackAt), callbackCommon, claim };
}

function encodeChoice({ sequence, chosenAt, read, turns, isBehind, facts }: ChoiceStamp): Choice {
  return {
    sequence: BigInt(sequence),
    choiceTime: toTime(chosenAt),
    read: encodeRead(read),
    turns:
      turns === undefined ? undefined : { now: turns.now, next: { ...turns.next }, due: { ...turns.due } },
    isBehind,
    lead: facts === undefined ? undefined : encodeFacts(facts),
  };
}

function encodeRead(read: readonly LogPlace[]): Choice['read'] {
  return read.map(({ topic, partition, offset }) => ({ topic, partition, offset }));
}

/** What dialling did to the lead; neither its number nor where it lives. */
function encodeFacts(facts: CadenceFacts): LeadCard {
  return LeadCard.fromPartial({
    dialState: encodeDialState(facts.dialState),
    cadenceAttempts: facts.cadenceAttempts,
    totalAttempts: facts.totalAttempts,
    dayAttempts: facts.dayAttempts,
    lastAttemptDay: facts.lastAttemptDay,
    lastAttemptEndTime: toOptionalTime(facts.lastAttemptEndAt),
    lastAttemptResult: facts.lastAttemptResult ?? '',
    callbackTime: toOptionalTime(facts.callbackAt),
    callbackAgentId: facts.callbackAgentId ?? '',
  });
}
