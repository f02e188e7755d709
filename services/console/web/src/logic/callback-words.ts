import type { ClaimingView } from '../../../src/app/views/claims.ts';

export interface CallbackChoice {
  /** Absent: no time was agreed. */
  at: number | undefined;
  common: boolean;
}

/** What becomes of a lead that is to be called back, by what the process has decided about claims. */
export function callbackWords(
  { at, common }: CallbackChoice,
  now: number,
  claiming: Pick<ClaimingView, 'onScheduled' | 'onPostponed'> | undefined,
): string {
  if (at === undefined) {
    return claiming?.onPostponed === true
      ? 'Without a time the lead goes to the end of the queue, and stays yours.'
      : 'Without a time the lead goes to the end of the queue, and anyone may get it.';
  }
  if (at <= now) return 'This time is over. Choose a later one.';
  if (common) return 'It comes back then, for anyone in the team.';
  return claiming?.onScheduled === false
    ? 'It comes back to you then; until then it is not claimed.'
    : 'It comes back to you then, claimed for you.';
}
