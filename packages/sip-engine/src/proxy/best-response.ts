import { withHeader, withoutHeader } from '../message/build.ts';
import { headerValues, type SipResponse } from '../message/message.ts';

/** How one branch of a proxied request ended: what its target said, or the status that stands for its silence or failure. */
export type BranchOutcome = SipResponse | number;

/** Of 4xx these tell the caller how to try again, so they go first (RFC 3261 section 16.7 step 6). */
const PREFERRED_4XX: ReadonlySet<number> = new Set([401, 407, 415, 420, 484]);

export function statusOf(outcome: BranchOutcome): number {
  return typeof outcome === 'number' ? outcome : outcome.status;
}

/**
 * The one refusal the caller gets (RFC 3261 section 16.7 steps 6 and 7): any 6xx, else the lowest class, 408 when there is nothing. A 401
 * or 407 carries the challenges of all branches; a 503 becomes 500, for this proxy itself is well.
 */
export function bestOutcome(outcomes: readonly BranchOutcome[]): BranchOutcome {
  const best = outcomes.reduce<BranchOutcome | undefined>(
    (chosen, next) => (chosen === undefined || rank(next) < rank(chosen) ? next : chosen),
    undefined,
  );
  if (best === undefined) return 408;
  if (statusOf(best) === 503) return 500;
  const isChallenge = statusOf(best) === 401 || statusOf(best) === 407;
  return isChallenge && typeof best !== 'number' ? withAllChallenges(best, outcomes) : best;
}

/** Lower is better. What a target said goes before what stands for its silence. */
function rank(outcome: BranchOutcome): number {
  const status = statusOf(outcome);
  if (status >= 600) return 0;
  const isMadeUp = typeof outcome === 'number' ? 2 : 0;
  return Math.floor(status / 100) * 10 + (PREFERRED_4XX.has(status) ? 0 : 1) + isMadeUp;
}

function withAllChallenges(best: SipResponse, outcomes: readonly BranchOutcome[]): SipResponse {
  let merged = best;
  for (const name of ['WWW-Authenticate', 'Proxy-Authenticate']) {
    const values = outcomes.flatMap((outcome) =>
      typeof outcome !== 'number' && (outcome.status === 401 || outcome.status === 407)
        ? headerValues(outcome, name)
        : [],
    );
    merged = withoutHeader(merged, name);
    for (const value of new Set(values)) merged = withHeader(merged, name, value);
  }
  return merged;
}
