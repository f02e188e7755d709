import type { Random } from '@firstring/kernel';
import { behaviourOf, type AnswerModel, type Behaviour } from './customers.ts';
import type { RecordedAttempt } from './recorded-attempts.ts';

const HOUR_MS = 3_600_000;
/** So many dials of an hour count as much as what is known of the level in general; the same between level and day. */
const PRIOR_DIALS = 20;
/** With fewer dials there is nothing to fit. */
const DIALS_MIN = 20;

interface Tally {
  dials: number;
  answers: number;
}

/** Fitted to a day: the share answered by level and hour, drawn towards that of the level and of the day where dials were few. */
export function fitAnswers(attempts: Iterable<RecordedAttempt>, fromAt: number): AnswerModel | undefined {
  const tallies = new Map<string, Tally>();
  const examples: Record<'answered' | 'unanswered', Behaviour[]> = { answered: [], unanswered: [] };
  for (const attempt of attempts) {
    const behaviour = behaviourOf(attempt);
    if (behaviour === undefined) continue;
    const isAnswered = behaviour.talkMs > 0;
    examples[isAnswered ? 'answered' : 'unanswered'].push(behaviour);
    const { level } = attempt.choice;
    const hour = Math.floor(((attempt.call?.dialledAt ?? 0) - fromAt) / HOUR_MS);
    for (const key of ['', level, `${level} ${hour}`]) count(tallies, key, isAnswered);
  }
  const day = tallies.get('') ?? { dials: 0, answers: 0 };
  if (day.dials < DIALS_MIN) return undefined;
  const ofDay = day.answers / day.dials;
  const drawn = (key: string, towards: number): number => {
    const { dials, answers } = tallies.get(key) ?? { dials: 0, answers: 0 };
    return (answers + PRIOR_DIALS * towards) / (dials + PRIOR_DIALS);
  };
  return {
    answerRate: (level, hour) => drawn(`${level} ${hour}`, drawn(level, ofDay)),
    example: (isAnswered, random) =>
      pick(examples[isAnswered ? 'answered' : 'unanswered'], random) ??
      ASSUMED_ANSWERS.example(isAnswered, random),
  };
}

function count(tallies: Map<string, Tally>, key: string, isAnswered: boolean): void {
  const tally = tallies.get(key) ?? { dials: 0, answers: 0 };
  tally.dials += 1;
  if (isAnswered) tally.answers += 1;
  tallies.set(key, tally);
}

function pick<T>(items: readonly T[], random: Random): T | undefined {
  return items[random.int(items.length)];
}

const RATES: Readonly<Record<string, number>> = { P1: 0.42, P2: 0.22, P3: 0.17, P4: 0.11 };
const RATE = 0.3;
/** Share of the usual rate by hour of the day, from midnight: people answer least in the early afternoon, most in the early evening. */
const HOURS = [
  0.3, 0.3, 0.3, 0.3, 0.3, 0.4, 0.6, 0.8, 0.95, 1.05, 1.1, 1.05, 0.95, 0.85, 0.85, 0.9, 1, 1.15, 1.2, 1.1,
  0.9, 0.7, 0.5, 0.4,
];

const UNANSWERED = [
  ['no_answer', 0.78],
  ['busy', 0.9],
  ['congested', 0.97],
  ['failed', 1],
] as const;

const OUTCOMES = [
  { below: 0.14, code: 'converted', category: 'converted' },
  { below: 0.5, code: 'not_interested', category: 'final' },
  { below: 0.54, code: 'dnc', category: 'dnc' },
  { below: 0.74, code: 'callback', category: 'callback' },
  { below: 1, code: 'retry', category: 'retry' },
] as const;

/** For days that nobody has seen: invented, round figures. */
export const ASSUMED_ANSWERS: AnswerModel = {
  answerRate: (level, hour) => (RATES[level] ?? RATE) * (HOURS[hour % 24] ?? 1),
  example(isAnswered, random) {
    const usual = { previewMs: spread(random, 6000), wrapUpMs: spread(random, 9000), counted: true };
    if (!isAnswered) {
      const chance = random.float();
      const result = UNANSWERED.find(([, below]) => chance < below)?.[0] ?? 'no_answer';
      const ringMs = result === 'no_answer' ? 20_000 + random.int(8000) : 1000 + random.int(4000);
      return { ...usual, result, ringMs, talkMs: 0, outcome: RETRY };
    }
    const chance = random.float();
    const said = OUTCOMES.find(({ below }) => chance < below) ?? OUTCOMES[4];
    return {
      ...usual,
      result: 'answered',
      ringMs: 3000 + random.int(15_000),
      talkMs: spread(random, 120_000),
      outcome: { code: said.code, category: said.category, ...callback(said.category, random) },
    };
  },
};

const RETRY = { code: 'retry', category: 'retry', callbackCommon: false, claims: false } as const;

function callback(category: string, random: Random) {
  const plain = { callbackCommon: false, claims: false };
  // One in three says no time: the lead goes to the end of the queue.
  if (category !== 'callback' || random.int(3) === 0) return plain;
  const callbackInMs = 600_000 + random.int(5 * HOUR_MS);
  const isCommon = random.int(2) === 0;
  return { callbackInMs, callbackCommon: isCommon, claims: !isCommon };
}

/** Mostly shorter than the mean, sometimes much longer; at least a second. */
function spread(random: Random, meanMs: number): number {
  return 1000 + Math.round(-Math.log(1 - random.float()) * meanMs);
}
