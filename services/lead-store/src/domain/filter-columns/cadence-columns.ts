import { type AttemptResult, type CadenceFacts, type DialState } from '@firstring/domain';
import type { LeadTable } from './lead-table.ts';

/** The cadence's facts of every lead of a table, its columns found once. */
export class CadenceColumns {
  readonly #table: LeadTable;

  constructor(table: LeadTable) {
    this.#table = table;
    this.optIn = table.numbers('opt_in_time');
    this.attempts = table.counts('attempts');
    this.cadenceAttempts = table.counts('cadence_attempts');
    this.dayAttempts = table.counts('day_attempts');
    this.lastAttempt = table.numbers('last_attempt_time');
    this.callback = table.numbers('callback_time');
    this.zone = table.sharedTexts('#zone');
    this.zones = table.sharedTexts('#zones');
    this.day = table.sharedTexts('#day');
    this.result = table.sharedTexts('last_call_result');
    this.state = table.sharedTexts('dial_state');
    this.campaign = table.sharedTexts('#campaign');
    this.list = table.sharedTexts('#list');
  }

  readonly optIn;
  readonly attempts;
  readonly cadenceAttempts;
  readonly dayAttempts;
  readonly lastAttempt;
  readonly callback;
  readonly zone;
  readonly zones;
  readonly day;
  readonly result;
  readonly state;
  readonly campaign;
  readonly list;

  facts(slot: number): CadenceFacts {
    return {
      optInAt: this.optIn.get(slot) ?? 0,
      timeZone: this.zone.get(slot) ?? '',
      cadenceAttempts: this.cadenceAttempts.get(slot) ?? 0,
      totalAttempts: this.attempts.get(slot) ?? 0,
      dayAttempts: this.dayAttempts.get(slot) ?? 0,
      lastAttemptDay: this.day.get(slot) ?? '',
      lastAttemptEndAt: this.lastAttempt.get(slot),
      // Both columns hold what `indexedLead` put there: words of these types.
      lastAttemptResult: this.result.get(slot) as AttemptResult | undefined,
      dialState: this.state.get(slot) as DialState,
      callbackAt: this.callback.get(slot),
      callbackAgentId: this.#table.text(slot, '#callbackAgent') || undefined,
    };
  }
}
