import { fromTime, reasonError, toOptionalTime } from '@firstring/contracts';
import type { GateReason } from '@firstring/contracts/common/reason';
import {
  ExplainServiceDefinition,
  type ExplainRequest,
  type ExplainResponse,
  type LeadCounts,
  type LeadStanding,
} from '@firstring/contracts/scheduling/explain_service';
import { Presence, type WaitingCount } from '@firstring/contracts/scheduling/scheduling_service';
import type { GrpcClients } from '@firstring/service-kit';
import type { Explanations, Question } from '../app/explain.ts';
import type { AsOf, LeadCountsView, PersonView, WaitingView } from '../app/views/explain.ts';
import { toLane, toPresence, toReason } from './desk-views.ts';

/** A million leads are gone through in a second or two, a slice at a time; the page itself waits fifteen. */
const DEADLINE_MS = 14_000;

type About = NonNullable<ExplainRequest['about']>;
type Answer = NonNullable<ExplainResponse['answer']>;

export function createExplanations(clients: GrpcClients, address: string): Explanations {
  const scheduler = clients.client(ExplainServiceDefinition, address);
  const ask = async ({ processId, at }: Question, about: About): Promise<AsOf & { answer: Answer }> => {
    const request = { processId, about, time: toOptionalTime(at) };
    const { answer, time, asOfTime } = await scheduler.explain(request, { deadline: DEADLINE_MS });
    if (answer === undefined) throw noAnswer();
    return { answer, at: fromTime(time) ?? 0, asOfAt: fromTime(asOfTime) ?? 0 };
  };
  return {
    async lead(question) {
      const { answer, ...asOf } = await ask(question, { $case: 'leadId', value: question.id });
      if (answer.$case !== 'lead') throw noAnswer();
      const { standings, lockedByAgentId, lockExpireTime, ownerAgentId, dialbackTime } = answer.value;
      return {
        ...asOf,
        standings: standings.map(toStanding),
        lockedBy: toPerson(lockedByAgentId),
        lockExpireAt: fromTime(lockExpireTime),
        owner: toPerson(ownerAgentId),
        dialbackAt: fromTime(dialbackTime),
      };
    },
    async agent(question) {
      const { answer, ...asOf } = await ask(question, { $case: 'agentId', value: question.id });
      if (answer.$case !== 'agent') throw noAnswer();
      const { presence, presenceTime, notReadyReason, reasons, leads, waiting, idleGap } = answer.value;
      return {
        ...asOf,
        ...personOf(question.id),
        presence: presence === Presence.PRESENCE_UNSPECIFIED ? undefined : toPresence(presence),
        presenceAt: fromTime(presenceTime),
        notReadyReason,
        reasons: reasons.map(toReason),
        leads: toCounts(leads),
        waiting: toWaiting(waiting),
        idleGap,
      };
    },
    async campaign(question) {
      const { answer, ...asOf } = await ask(question, { $case: 'campaignId', value: question.id });
      if (answer.$case !== 'campaign') throw noAnswer();
      const { reasons, leads, waiting, agents } = answer.value;
      return {
        ...asOf,
        reasons: reasons.map(toReason),
        leads: toCounts(leads),
        waiting: toWaiting(waiting),
        agents: agents.map(({ agentId, presence, presenceTime }) => ({
          ...personOf(agentId),
          presence: toPresence(presence),
          presenceAt: fromTime(presenceTime),
        })),
      };
    },
  };
}

function noAnswer(): Error {
  return reasonError('UNAVAILABLE');
}

function personOf(agentId: string): PersonView {
  return { agentId, name: agentId };
}

function toPerson(agentId: string): PersonView | undefined {
  return agentId === '' ? undefined : personOf(agentId);
}

function toStanding(standing: LeadStanding) {
  const { campaignId, listId, listPriority, lane, level, step, stepName, position, agents } = standing;
  return {
    campaignId,
    campaignName: campaignId,
    listId,
    listName: '',
    listPriority,
    lane: toLane(lane),
    level,
    step,
    stepName,
    position,
    eligibleAt: fromTime(standing.eligibleTime),
    reasons: standing.reasons.map(toReason),
    agents,
    nextFor: standing.nextForAgentIds.map(personOf),
  };
}

const NO_REASON: GateReason = { reason: '', text: '' };

function toCounts(counts: LeadCounts | undefined): LeadCountsView | undefined {
  if (counts === undefined) return undefined;
  return {
    known: Number(counts.known),
    free: Number(counts.free),
    reasons: counts.reasons.map(({ reason = NO_REASON, leads }) => ({
      reason: toReason(reason),
      leads: Number(leads),
    })),
    nextDueAt: fromTime(counts.nextDueTime),
  };
}

function toWaiting(waiting: readonly WaitingCount[]): WaitingView {
  return waiting.map(({ lane, count }) => ({ lane: toLane(lane), count }));
}
