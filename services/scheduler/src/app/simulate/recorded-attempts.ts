import type { CallInput, ChosenInput, Day, DayInput, Disposal } from './day.ts';

/** One attempt as the record has it, from choice to end. */
export interface RecordedAttempt {
  readonly choice: ChosenInput;
  presentedAt?: number;
  call?: CallInput;
  disposal?: Disposal;
  /** Refused, failed, returned, dropped or disposed. */
  endedAt?: number;
}

/** Of a dial that no agent had: it is as if somebody else should try again. */
const NOTHING_SAID: Disposal = { code: '', category: 'retry', callbackCommon: false, claim: '' };

/** The attempts of a day by their ids, in the order in which they were chosen. */
export function recordedAttempts({ inputs }: Pick<Day, 'inputs'>): Map<string, RecordedAttempt> {
  const attempts = new Map<string, RecordedAttempt>();
  for (const input of inputs) {
    if (input.type === 'chosen') attempts.set(input.attemptId, { choice: input });
    else if ('attemptId' in input && input.attemptId !== undefined)
      note(attempts.get(input.attemptId), input);
  }
  return attempts;
}

function note(attempt: RecordedAttempt | undefined, input: DayInput): void {
  if (attempt === undefined) return;
  switch (input.type) {
    case 'presented':
    case 'dialled':
      attempt.presentedAt = input.at;
      return;
    case 'call':
      attempt.call = input;
      return;
    case 'let_go':
      attempt.disposal = input.disposal ?? NOTHING_SAID;
      attempt.endedAt = input.at;
      return;
    case 'disposed':
      attempt.disposal = input.disposal;
      attempt.endedAt = input.at;
      return;
    case 'refused':
    case 'failed':
    case 'returned':
    case 'dropped':
      attempt.endedAt = input.at;
      return;
    default:
  }
}
