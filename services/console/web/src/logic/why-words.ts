import type { LaneName } from '../../../src/app/views/desk.ts';
import type { CampaignWhy, PersonView, StandingView } from '../../../src/app/views/explain.ts';
import { formatCount, formatDayTime } from './formats.ts';

const LANE_WORDS: Readonly<Record<LaneName, string>> = {
  unspecified: 'None',
  dialback: 'Dial-backs',
  fresh_p1: 'New leads (P1, fresh)',
  own_callback: 'Own callbacks',
  common_callback: 'Common callbacks',
  p1: 'New leads (P1)',
  p2: 'Day two onward (P2)',
  p3: 'First week (P3)',
  p4: 'Long term (P4)',
  postponed: 'Postponed',
  by_hand: 'Opened by hand',
  caller: 'Callers',
};

export function laneWords(lane: LaneName): string {
  return LANE_WORDS[lane];
}

const NAMES_MAX = 3;

/** `Ann Adams, Bob Brown and 3 others`. */
export function nameList(people: readonly PersonView[]): string {
  const shown = people.slice(0, NAMES_MAX).map(({ name }) => name);
  const more = people.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${formatCount(more)} ${more === 1 ? 'other' : 'others'}`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}

export interface StandingWords {
  readonly tone: 'good' | 'warn' | 'plain';
  readonly headline: string;
}

/** Reasons that keep a lead from all but one agent. */
const OWN: ReadonlySet<string> = new Set(['CLAIMED_BY_OTHER', 'CALLBACK_OF_OTHER']);

/** R-20: whether it is next and for whom, or from when on. */
export function standingWords(standing: StandingView, at: number): StandingWords {
  const { reasons, nextFor, position, eligibleAt } = standing;
  if (reasons.every(({ reason }) => OWN.has(reason))) {
    if (nextFor.length > 0) return { tone: 'good', headline: `Next for ${nameList(nextFor)}` };
    const place =
      position > 0 ? `, ${position === 1 ? 'first' : `place ${formatCount(position)}`} in its lane` : '';
    return { tone: 'good', headline: `May be given${place}` };
  }
  if (eligibleAt === undefined) return { tone: 'warn', headline: 'Not by time alone' };
  // What is worked on now, or was refused a moment ago, may be free again before anybody could tell when.
  if (eligibleAt <= at) return { tone: 'plain', headline: 'Once nobody works on it' };
  return { tone: 'plain', headline: `Earliest ${formatDayTime(eligibleAt)}` };
}

/** "Nothing is being dialled", or what is going on. */
export function campaignHeadline({ reasons, leads, agents }: CampaignWhy): StandingWords {
  const atWork = agents.filter(({ presence }) => AT_WORK.has(presence)).length;
  const work =
    atWork === 1 ? '1 agent has a lead in hand' : `${formatCount(atWork)} agents have a lead in hand`;
  if (atWork > 0) return { tone: 'good', headline: work };
  if (reasons.length > 0 || (leads?.free ?? 0) === 0) {
    return { tone: 'warn', headline: 'Nothing is being dialled' };
  }
  return { tone: 'plain', headline: 'Nobody has a lead in hand just now' };
}

const AT_WORK: ReadonlySet<string> = new Set([
  'reserved',
  'previewing',
  'ringing',
  'dialing',
  'on_call',
  'wrap_up',
]);
