import { Campaign, DispositionCategory } from '@firstring/contracts/leads/lead_events';
import { dayText } from '@firstring/domain';
import type { Random } from '@firstring/kernel';
import type { IndexCard } from '../../domain/order/card.ts';
import { ASSUMED_ANSWERS } from './answer-model.ts';
import type { Day, DayHeader, DayInput, OutsideInput, ProcessCard } from './day.ts';
import { simulateDay } from './simulate-day.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const PROCESS = 'synthetic';
const CAMPAIGN = 'synthetic-campaign';
const LISTS = ['list-web', 'list-partners'] as const;
const ZONES = ['America/New_York', 'America/Chicago', 'America/Denver', 'America/Los_Angeles'] as const;
/** Shifts begin at nine in New York in winter and last nine hours. */
const SHIFT_MS = 14 * HOUR_MS;
const SHIFT_LENGTH_MS = 9 * HOUR_MS;

export interface SyntheticOptions {
  /** Leads known in the morning and coming in over the day, together. */
  readonly leads: number;
  readonly agents: number;
  /** YYYY-MM-DD, of UTC. */
  readonly day: string;
  readonly random: Random;
}

/** A day that nobody had: leads of all levels, agents with shifts and breaks, customers by assumed rates. Recorded as a real one is. */
export function syntheticDay({ leads, agents, day, random }: SyntheticOptions): Day {
  const fromAt = Date.parse(`${day}T00:00:00Z`);
  const header: DayHeader = {
    day,
    timeZone: 'UTC',
    fromAt,
    toAt: fromAt + DAY_MS,
    isSynthetic: true,
    skipPauseMs: 600_000,
    notes: ['a synthetic day: leads, agents and answers are made up'],
  };
  const coming = Math.floor(leads * 0.3);
  const chance = random.fork('leads');
  const cards = Array.from({ length: leads - coming }, (_, number) => knownLead(number, fromAt, chance));
  const outside = [
    ...configuration(fromAt, agents),
    ...Array.from({ length: coming }, (_, number) => newLead(leads - coming + number, fromAt, chance)),
    ...agentMoves(fromAt, agents, random.fork('agents')),
  ].toSorted((a, b) => a.at - b.at);
  const inputs: DayInput[] = [];
  simulateDay({
    day: { header, cards, inputs: outside },
    random: random.fork('customers'),
    model: ASSUMED_ANSWERS,
    tell: (input) => inputs.push(input),
  });
  return { header, cards, inputs };
}

function configuration(at: number, agents: number): OutsideInput[] {
  const { DISPOSITION_CATEGORY_CALLBACK: CALLBACK, DISPOSITION_CATEGORY_CONVERTED: CONVERTED } =
    DispositionCategory;
  const {
    DISPOSITION_CATEGORY_RETRY: RETRY,
    DISPOSITION_CATEGORY_FINAL: FINAL,
    DISPOSITION_CATEGORY_DNC: DNC,
  } = DispositionCategory;
  const campaign = Campaign.fromPartial({
    campaignId: CAMPAIGN,
    processId: PROCESS,
    name: 'Synthetic campaign',
    timeZone: 'America/New_York',
    agentIds: Array.from({ length: agents }, (_, number) => agentId(number)),
    previewLimitSeconds: 120,
    wrapUpLimitSeconds: 300,
    ringLimitSeconds: 30,
    windowStartMinute: 8 * 60,
    windowEndMinute: 21 * 60,
    maxAttempts: 30,
    maxAttemptsPerDay: 8,
    skipBudget: 3,
    lists: [
      { listId: LISTS[0], priority: 1, weight: 3 },
      { listId: LISTS[1], priority: 1, weight: 1 },
    ],
    dispositions: [
      { code: 'retry', label: 'Try again', category: RETRY },
      { code: 'not_interested', label: 'Not interested', category: FINAL },
      { code: 'callback', label: 'Call back', category: CALLBACK },
      { code: 'dnc', label: 'Do not call', category: DNC },
      { code: 'converted', label: 'Converted', category: CONVERTED },
    ],
    version: 1n,
  });
  const lists = LISTS.map((listId): OutsideInput => {
    const list = { listId, processId: PROCESS, version: 1, isEnabled: true, timeZone: 'America/New_York' };
    return { type: 'list', at, list, name: listId };
  });
  return [...lists, { type: 'campaign', at, campaign }];
}

/** A lead of an earlier day: of the last week, or of long ago. */
function knownLead(number: number, fromAt: number, random: Random): ProcessCard {
  const ageDays = random.int(3) === 0 ? 8 + random.int(60) : 1 + random.int(7);
  const attempts = Math.min(9, random.int(ageDays + 2));
  const optInAt = fromAt - ageDays * DAY_MS + SHIFT_MS + random.int(SHIFT_LENGTH_MS);
  const lastAt = Math.min(fromAt - 3 * HOUR_MS, optInAt + random.int(ageDays * DAY_MS));
  const tried: Partial<IndexCard> =
    attempts === 0
      ? {}
      : {
          lastAttemptEndAt: lastAt,
          lastAttemptDay: dayText(Math.floor((lastAt - 6 * HOUR_MS) / DAY_MS)),
          lastAttemptResult: 'no_answer',
          dayAttempts: 1 + random.int(2),
        };
  const progress = { cadenceAttempts: attempts, totalAttempts: attempts, ...tried };
  const card = { ...lead(number, optInAt, random), ...progress };
  if (random.int(40) !== 0 || attempts === 0) return { processId: PROCESS, card };
  const callbackAt = fromAt + SHIFT_MS + random.int(SHIFT_LENGTH_MS);
  return { processId: PROCESS, card: { ...card, dialState: 'callback', callbackAt } };
}

/** Opts in while people are awake. */
function newLead(number: number, fromAt: number, random: Random): OutsideInput {
  const at = fromAt + 12 * HOUR_MS + random.int(12 * HOUR_MS - MINUTE_MS);
  const optInAt = at - random.int(3000);
  return { type: 'card', at, processId: PROCESS, card: lead(number, optInAt, random) };
}

function lead(number: number, optInAt: number, random: Random): IndexCard {
  const timeZone = ZONES[random.int(ZONES.length)] ?? ZONES[0];
  // Now and then two leads have one number.
  const line = random.int(100) === 0 ? Math.max(0, number - 1) : number;
  return {
    leadId: `00000000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`,
    campaignId: CAMPAIGN,
    listId: LISTS[random.int(4) === 0 ? 1 : 0],
    homeGuard: `+1${2_000_000_000 + line}`,
    candidateZones: [timeZone],
    version: 1,
    optInAt,
    timeZone,
    cadenceAttempts: 0,
    totalAttempts: 0,
    dayAttempts: 0,
    lastAttemptDay: '',
    dialState: 'open',
  };
}

/** Everybody comes within a quarter of an hour, takes a break before and one after noon, and goes home. */
function agentMoves(fromAt: number, agents: number, random: Random): OutsideInput[] {
  const moves: OutsideInput[] = [];
  for (let number = 0; number < agents; number += 1) {
    const startAt = fromAt + SHIFT_MS + random.int(15 * MINUTE_MS);
    const say = (inMs: number, move: Extract<OutsideInput, { type: 'moved' }>['move']): void => {
      moves.push({ type: 'moved', at: startAt + inMs, agentId: agentId(number), move });
    };
    say(0, { type: 'desk_opened' });
    say(5000, { type: 'ready' });
    for (const hour of [2, 4, 6.5]) {
      const breakAt = hour * HOUR_MS + random.int(20 * MINUTE_MS);
      say(breakAt, { type: 'not_ready', reason: 'break' });
      say(breakAt + 10 * MINUTE_MS + random.int(20 * MINUTE_MS), { type: 'ready' });
    }
    say(SHIFT_LENGTH_MS, { type: 'not_ready', reason: 'home' });
    say(SHIFT_LENGTH_MS + 10 * MINUTE_MS, { type: 'desk_closed' });
  }
  return moves;
}

function agentId(number: number): string {
  return `agent-${String(number + 1).padStart(3, '0')}`;
}
