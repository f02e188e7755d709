import type { Presentation } from './presentation.ts';

/** Whether a simulated day made the real day's choices. */
export interface DayComparison {
  readonly isExact: boolean;
  /** Choices alike from the day's start on. */
  readonly alike: number;
  readonly real: number;
  readonly simulated: number;
  /** The first choice that is another one; what is missing is undefined. */
  readonly first?: { readonly real: Presentation | undefined; readonly simulated: Presentation | undefined };
}

/** Compares choices in their order: who was given which lead, in which lane. */
export function compareDays(
  real: readonly Presentation[],
  simulated: readonly Presentation[],
): DayComparison {
  const length = Math.max(real.length, simulated.length);
  let alike = 0;
  while (alike < length && isSame(real[alike], simulated[alike])) alike += 1;
  const counts = { alike, real: real.length, simulated: simulated.length };
  if (alike === length) return { ...counts, isExact: true };
  return { ...counts, isExact: false, first: { real: real[alike], simulated: simulated[alike] } };
}

function isSame(a: Presentation | undefined, b: Presentation | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return (
    a.agentId === b.agentId &&
    a.leadId === b.leadId &&
    a.campaignId === b.campaignId &&
    shownLane(a) === shownLane(b) &&
    a.outcome === b.outcome
  );
}

/** The log tells a late callback as an own one. */
function shownLane({ lane }: Presentation): string {
  return lane === 'late_callback' ? 'own_callback' : lane;
}
