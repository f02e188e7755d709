import type { CadenceFacts } from '@firstring/domain';
import { fromTime, LEAD_EVENTS } from '@firstring/contracts';
import type { DecisionEvent } from '@firstring/contracts/scheduling/scheduling_service';
import { cadenceFacts } from '@firstring/service-kit';
import type { ProcessCard } from '../../../app/simulate/day.ts';
import type { DayLog } from './day-log.ts';
import { readLeadNews } from './read-followed.ts';

export interface OpeningCards {
  readonly cards: readonly ProcessCard[];
  /** Leads whose state at the day's start is told by nothing but what came later. */
  readonly guessed: number;
}

/** Every lead's card as it was at an instant: from the log before it; else as it is now, if nothing came since; else from what came first. */
export async function openingCards(
  log: DayLog,
  now: AsyncIterable<ProcessCard>,
  fromAt: number,
): Promise<OpeningCards> {
  const before = new Map<string, ProcessCard>();
  const first = new Map<string, ProcessCard>();
  const gone = new Set<string>();
  for (const [key, messages] of log.followed) {
    if (!key.startsWith(`${LEAD_EVENTS.name}/`)) continue;
    for (const message of messages) {
      const isBefore = message.occurredAt < fromAt;
      for (const news of readLeadNews(message)) {
        if (news.type === 'deleted') {
          if (isBefore) before.delete(news.leadId);
          gone.add(news.leadId);
          continue;
        }
        const { processId, card } = news;
        if (isBefore) before.set(card.leadId, { processId, card });
        else if (!first.has(card.leadId)) first.set(card.leadId, { processId, card });
      }
    }
  }
  for await (const lead of now) {
    const { leadId } = lead.card;
    if (!before.has(leadId) && !first.has(leadId) && !gone.has(leadId)) before.set(leadId, lead);
  }
  const guessed = guess(before, first, firstChoices(log.decisions, fromAt));
  return { cards: [...before.values()], guessed };
}

/** Leads that were there before, and of which the log has only what came within the day or later. */
function guess(
  before: Map<string, ProcessCard>,
  first: ReadonlyMap<string, ProcessCard>,
  choices: ReadonlyMap<string, { readonly version: number; readonly facts: CadenceFacts }>,
): number {
  let guessed = 0;
  for (const [leadId, { processId, card }] of first) {
    if (before.has(leadId) || card.version <= 1) continue;
    const choice = choices.get(leadId);
    if (choice !== undefined && choice.version < card.version) {
      const { optInAt, timeZone } = card;
      const known = { ...card, ...choice.facts, optInAt, timeZone, version: choice.version };
      before.set(leadId, { processId, card: known });
    } else {
      guessed += 1;
      before.set(leadId, { processId, card: { ...card, version: card.version - 1 } });
    }
  }
  return guessed;
}

/** What dialling had done to each lead when it was chosen first on that day. */
function firstChoices(decisions: readonly DecisionEvent[], fromAt: number) {
  const choices = new Map<string, { version: number; facts: CadenceFacts }>();
  for (const { leadId, leadVersion, choice } of decisions) {
    if (choice?.lead === undefined || choices.has(leadId)) continue;
    if ((fromTime(choice.choiceTime) ?? 0) < fromAt) continue;
    choices.set(leadId, { version: Number(leadVersion), facts: cadenceFacts(choice.lead) });
  }
  return choices;
}
