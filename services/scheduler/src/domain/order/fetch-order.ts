import { unreachable } from '@firstring/kernel';
import { mixBits } from '@firstring/domain/lead-id';
import { readByte, readWord } from './growable.ts';
import type { LeadColumns } from './lead-columns.ts';
import type { Placements } from './placements.ts';
import type { Before } from './slot-heap.ts';

export type Direction = 1 | -1;

/** How the leads of one step are ordered; the next policy breaks ties. */
export type FetchPolicy =
  /** by a value that comes with the placement, the n-th of them. */
  | { readonly type: 'value'; readonly index: number; readonly direction: Direction }
  /** shuffled, the same way each time. */
  | { readonly type: 'random'; readonly seed: number }
  /** all attempts of the lead. */
  | { readonly type: 'attempts'; readonly direction: Direction }
  /** the time a retry rule or an agent has set; leads without one come last. */
  | { readonly type: 'retry_time'; readonly direction: Direction };

type Compare = (a: number, b: number) => number;

/** The standard order: attempts, opt-in, id. */
export function standardOrder(columns: LeadColumns): Before {
  const { cadenceAttempts, optInS } = columns;
  return (a, b) => {
    const attempts = readByte(cadenceAttempts, a) - readByte(cadenceAttempts, b);
    if (attempts !== 0) return attempts < 0;
    const optIn = readWord(optInS, a) - readWord(optInS, b);
    return optIn === 0 ? columns.compareIds(a, b) < 0 : optIn < 0;
  };
}

/** Whether one lead comes before another by these policies; ties by the standard order, so that it is total. */
export function fetchOrder(
  columns: LeadColumns,
  placements: Placements,
  policies: readonly FetchPolicy[],
): Before {
  const compares = policies.map((policy) => compareBy(columns, placements, policy));
  const standard = standardOrder(columns);
  if (compares.length === 0) return standard;
  return (a, b) => {
    for (const compare of compares) {
      const difference = compare(a, b);
      if (difference !== 0) return difference < 0;
    }
    return standard(a, b);
  };
}

function compareBy(columns: LeadColumns, placements: Placements, policy: FetchPolicy): Compare {
  switch (policy.type) {
    case 'value': {
      const { index, direction } = policy;
      return (a, b) => placements.compareValues(index, a, b, direction);
    }
    case 'random': {
      const { idWords } = columns;
      const seed = mixBits(policy.seed);
      const hash = (slot: number): number =>
        mixBits(readWord(idWords, slot * 4 + 3) ^ mixBits(readWord(idWords, slot * 4 + 1) ^ seed));
      return (a, b) => hash(a) - hash(b);
    }
    case 'attempts':
      return (a, b) => policy.direction * (columns.totalAttempts(a) - columns.totalAttempts(b));
    case 'retry_time':
      return (a, b) => {
        const [timeA, timeB] = [columns.callbackAt(a), columns.callbackAt(b)];
        if (timeA === 0 || timeB === 0) return (timeA === 0 ? 1 : 0) - (timeB === 0 ? 1 : 0);
        return policy.direction * (timeA - timeB);
      };
    default:
      return unreachable(policy);
  }
}
