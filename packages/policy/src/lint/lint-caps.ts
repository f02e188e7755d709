import { campaignPolicy } from '@firstring/domain';
import type { PolicyScene, Warn } from './scene.ts';

const MINUTE_MS = 60_000;

/** Limits that take from each other: what one promises, another never lets happen. */
export function lintCaps({ settings, policy }: PolicyScene, warn: Warn): void {
  const { firstDayAttemptsMax, initialAttempts, followUpDayMax, longTermDayMax } = campaignPolicy(settings);
  const { maxAttempts, maxAttemptsPerDay } = settings;
  const daily = [
    { path: 'cadence.first_day_attempts', what: 'first_day_attempts', value: firstDayAttemptsMax },
    { path: 'cadence.follow_up_day_max', what: 'follow_up_day_max', value: followUpDayMax },
    { path: 'cadence.long_term_day_max', what: 'long_term_day_max', value: longTermDayMax },
  ];
  for (const { path, what, value } of daily) {
    if (value <= maxAttemptsPerDay) continue;
    warn(
      [path, 'caps.number_per_day'],
      `${what} is ${value}, but a number has at most ${maxAttemptsPerDay} attempts in 24 hours (caps.number_per_day)`,
    );
  }
  if (firstDayAttemptsMax > maxAttempts) {
    warn(
      ['caps.attempts', 'cadence.first_day_attempts'],
      `first_day_attempts is ${firstDayAttemptsMax}, but a lead has at most ${maxAttempts} in its life`,
    );
  } else if (initialAttempts >= maxAttempts) {
    warn(
      ['caps.attempts', 'cadence.initial_attempts'],
      `no lead reaches P3 or P4: they begin after ${initialAttempts} attempts, and ${maxAttempts} end the lead`,
    );
  }
  if (initialAttempts <= firstDayAttemptsMax) {
    warn(
      ['cadence.initial_attempts', 'cadence.first_day_attempts'],
      `a lead with all attempts of its first day skips P2: initial_attempts is ${initialAttempts}, first_day_attempts ${firstDayAttemptsMax}`,
    );
  }
  for (const [index, { timesMax = 0, code }] of (policy.retry ?? []).entries()) {
    if (timesMax <= maxAttempts) continue;
    warn(
      `retry.${index}.times`,
      `"${code}" ${timesMax} times is never reached: ${maxAttempts} attempts end the lead`,
    );
  }
}

/** Attempts of one day that do not fit between the hours at which a call may ring. */
export function lintDay({ settings, policy }: PolicyScene, warn: Warn): void {
  const cadence = campaignPolicy(settings);
  const openMs = (settings.windowEndMinute - settings.windowStartMinute) * MINUTE_MS;
  const gaps = cadence.firstDayGapsMs;
  const gapAfter = (attempt: number): number => gaps[Math.min(attempt, gaps.length) - 1] ?? 0;
  let waited = 0;
  for (let attempt = 2; attempt <= cadence.firstDayAttemptsMax; attempt += 1) {
    waited += gapAfter(attempt - 1);
    if (waited < openMs) continue;
    warn(
      ['cadence.first_day_gaps', 'cadence.first_day_attempts', 'calling_window'],
      `attempt ${attempt} of the first day never comes: the pauses before it are longer than the calling window`,
    );
    break;
  }
  const used = Math.max(0, cadence.firstDayAttemptsMax - 1);
  const given = policy.cadence?.firstDayGapSeconds?.length ?? 0;
  if (given > used) {
    warn(
      'cadence.first_day_gaps',
      `${given} pauses for ${cadence.firstDayAttemptsMax} attempts: the last ${given - used} are not used`,
    );
  }
  if ((cadence.followUpDayMax - 1) * cadence.followUpGapMs >= openMs && cadence.followUpDayMax > 1) {
    warn(
      ['cadence.follow_up_gap', 'cadence.follow_up_day_max', 'calling_window'],
      `${cadence.followUpDayMax} attempts a day do not fit into the calling window with this pause`,
    );
  }
}
