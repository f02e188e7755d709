import type { AttemptResult } from '@firstring/domain';
import type { DispositionCategory } from '@firstring/domain/lead-lifecycle';
import type { Random } from '@firstring/kernel';
import type { RecordedAttempt } from './recorded-attempts.ts';

/** What an agent and a customer do when a lead is shown and dialled; durations in ms. */
export interface Behaviour {
  readonly previewMs: number;
  /** Until the customer answers, or the call ends without that. */
  readonly ringMs: number;
  /** 0 when nobody answered. */
  readonly talkMs: number;
  readonly wrapUpMs: number;
  readonly result: AttemptResult;
  readonly counted: boolean;
  readonly outcome: {
    readonly code: string;
    readonly category: DispositionCategory;
    /** From the outcome on. */
    readonly callbackInMs?: number;
    readonly callbackCommon: boolean;
    readonly claims: boolean;
  };
}

/** Where behaviour comes from that nobody has seen: answer rates by level and hour, and examples to draw from. */
export interface AnswerModel {
  answerRate(level: string, hour: number): number;
  example(isAnswered: boolean, random: Random): Behaviour;
}

/** `known`: this lead was really dialled that often, and does what it did. */
export type Basis = 'known' | 'model';

export interface Dialled {
  readonly leadId: string;
  readonly level: string;
  /** Hours since the day's start. */
  readonly hour: number;
  /** Dials of this lead before, since the day's start. */
  readonly dials: number;
}

export type Customers = (dialled: Dialled) => { readonly basis: Basis; readonly behaviour: Behaviour };

/** Customers who do what they did that day and, beyond it, what the model says; the same for the same seed. */
export function createCustomers(options: {
  readonly attempts: Iterable<RecordedAttempt>;
  readonly model: AnswerModel;
  readonly random: Random;
}): Customers {
  const { model, random } = options;
  const known = new Map<string, Behaviour[]>();
  for (const attempt of options.attempts) {
    const behaviour = behaviourOf(attempt);
    if (behaviour === undefined) continue;
    const { leadId } = attempt.choice;
    const seen = known.get(leadId);
    if (seen === undefined) known.set(leadId, [behaviour]);
    else seen.push(behaviour);
  }
  return ({ leadId, level, hour, dials }) => {
    const behaviour = known.get(leadId)?.[dials];
    if (behaviour !== undefined) return { basis: 'known', behaviour };
    const chance = random.fork(`${leadId}/${dials}`);
    const isAnswered = chance.float() < model.answerRate(level, hour);
    return { basis: 'model', behaviour: model.example(isAnswered, chance) };
  };
}

/** Undefined where the attempt was not dialled and disposed: there is nothing to learn from it. */
export function behaviourOf({
  choice,
  presentedAt,
  call,
  disposal,
  endedAt,
}: RecordedAttempt): Behaviour | undefined {
  if (call === undefined || disposal === undefined || endedAt === undefined) return undefined;
  const upAt = call.bridgedAt ?? call.endedAt;
  const { code, category, callbackAt, callbackCommon, claim } = disposal;
  return {
    previewMs: Math.max(0, call.dialledAt - (presentedAt ?? choice.at)),
    ringMs: Math.max(0, upAt - call.dialledAt),
    talkMs: Math.max(0, call.endedAt - upAt),
    wrapUpMs: Math.max(0, endedAt - call.endedAt),
    result: call.result ?? 'failed',
    counted: call.counted,
    outcome: {
      code,
      category,
      callbackCommon,
      claims: claim === 'taken',
      ...(callbackAt === undefined ? {} : { callbackInMs: callbackAt - endedAt }),
    },
  };
}
