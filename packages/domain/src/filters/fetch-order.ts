import { unreachable } from '@firstring/kernel';
import type { AttributeCatalogue } from './attributes.ts';

export type SortDirection = 'asc' | 'desc';

/** In which order leads of one level are taken. The first policy decides, the next ones break its ties. */
export type FetchOrderPolicy =
  /** when the lead was uploaded. */
  | { readonly type: 'upload_time'; readonly direction: SortDirection }
  /** shuffled by this seed, so that a replay shuffles alike. */
  | { readonly type: 'random'; readonly seed: number }
  /** the order of the rows in the file. */
  | { readonly type: 'natural' }
  /** */
  | { readonly type: 'attempts'; readonly direction: SortDirection }
  /** any field of the customer. */
  | { readonly type: 'customer_field'; readonly attribute: string; readonly direction: SortDirection }
  /** retry time of the last disposition. */
  | { readonly type: 'retry_time'; readonly direction: SortDirection }
  /** by what its function `key(lead)` answers in a sandbox. */
  | { readonly type: 'script'; readonly source: string; readonly direction: SortDirection };

/** */
export const FETCH_ORDER_POLICIES_MAX = 5;
export const SCRIPT_CHARS_MAX = 16_384;
const SEED_MAX = 2 ** 31;

/** What is wrong with a policy, in words; undefined when nothing is. */
export function fetchOrderProblem(
  policy: FetchOrderPolicy,
  catalogue: AttributeCatalogue,
): string | undefined {
  switch (policy.type) {
    case 'upload_time':
    case 'natural':
    case 'attempts':
    case 'retry_time':
      return undefined;
    case 'random':
      return Number.isInteger(policy.seed) && policy.seed >= 0 && policy.seed < SEED_MAX
        ? undefined
        : `a seed is a whole number from 0 to ${SEED_MAX - 1}`;
    case 'customer_field':
      return catalogue.has(policy.attribute)
        ? undefined
        : `there is no attribute "${policy.attribute.slice(0, 80)}"`;
    case 'script':
      if (policy.source.trim() === '') return 'a script needs its text';
      return policy.source.length <= SCRIPT_CHARS_MAX
        ? undefined
        : `a script has at most ${SCRIPT_CHARS_MAX} characters`;
    default:
      return unreachable(policy);
  }
}
