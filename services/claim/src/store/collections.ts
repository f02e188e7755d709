import type { CollectionSpec } from '@firstring/store';
import { BLACKLIST } from './blacklist.ts';
import { EXCLUSIONS, EXCLUSION_BATCHES } from './exclusions.ts';
import { GUARDS } from './guards.ts';
import { MARK_KEYS } from './mark-key.ts';
import { TEST_NUMBERS } from './test-numbers.ts';

/** Every collection of the service: the migration makes their indexes before it starts (ADR 22). */
export const CLAIM_COLLECTIONS: readonly CollectionSpec[] = [
  BLACKLIST,
  EXCLUSIONS,
  EXCLUSION_BATCHES,
  GUARDS,
  MARK_KEYS,
  TEST_NUMBERS,
];
