import type { CollectionSpec } from '@firstring/store';
import { CALL_LOG } from './call-log.ts';
import { INCOMING_RULES } from './incoming-rules.ts';
import { MISSED_CALLS } from './missed-calls.ts';

/** Every collection of the service: the migration makes their indexes before it starts (ADR 22). */
export const DIALBACK_COLLECTIONS: readonly CollectionSpec[] = [CALL_LOG, INCOMING_RULES, MISSED_CALLS];
