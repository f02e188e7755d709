import type { DispositionCategory } from '@firstring/domain/lead-lifecycle';
import type { DialProgress } from '@firstring/domain/lead-lifecycle';

/** What a process has decided about claims. */
export interface Claiming {
  readonly onWinner: boolean;
  readonly onScheduled: boolean;
  readonly onPostponed: boolean;
  /** 0 = never. */
  readonly releaseAfterDays: number;
}

/** What holds until somebody changes it: R-76 yes, R-78 no. */
export const BUILT_IN_CLAIMING: Claiming = {
  onWinner: false,
  onScheduled: true,
  onPostponed: false,
  releaseAfterDays: 0,
};

export interface OutcomeClaim {
  readonly reason: 'callback' | 'winner' | 'postponed';
  /** Of a callback. */
  readonly dueAt: number | undefined;
  /** 0 = it does not end by itself. */
  readonly releaseAfterMs: number;
}

const DAY_MS = 86_400_000;

export function releaseAfterMs({ releaseAfterDays }: Claiming): number {
  return releaseAfterDays * DAY_MS;
}

export interface SaidOutcome {
  readonly category: DispositionCategory;
  readonly callbackAt: number | undefined;
  readonly callbackCommon: boolean;
}

/** an own callback is a claim. Where callbacks are not claimed every one of them is anybody's. */
export function isAnybodys(
  claiming: Claiming,
  { category, callbackAt, callbackCommon }: SaidOutcome,
): boolean {
  return category === 'callback' && callbackAt !== undefined && (callbackCommon || !claiming.onScheduled);
}

/** Whom the outcome makes the owner, seen from where it left the lead; undefined: nobody new. */
export function claimOfOutcome(
  claiming: Claiming,
  { callbackCommon }: Pick<SaidOutcome, 'callbackCommon'>,
  { dialState, callbackAt }: Pick<DialProgress, 'dialState' | 'callbackAt'>,
): OutcomeClaim | undefined {
  const release = { releaseAfterMs: releaseAfterMs(claiming) };
  switch (dialState) {
    case 'callback':
      return claiming.onScheduled && !callbackCommon
        ? { reason: 'callback', dueAt: callbackAt, ...release }
        : undefined;
    case 'winner':
      return claiming.onWinner ? { reason: 'winner', dueAt: undefined, ...release } : undefined;
    case 'postponed':
      return claiming.onPostponed ? { reason: 'postponed', dueAt: undefined, ...release } : undefined;
    default:
      return undefined;
  }
}
