import type { CollectionSpec } from '@firstring/store';
import { AGENTS } from './agents.ts';
import { OWNER } from './owner.ts';
import { PACING } from './pacing.ts';

/** Every collection of the service: the migration makes their indexes before it starts (ADR 22). */
export const SCHEDULER_COLLECTIONS: readonly CollectionSpec[] = [AGENTS, OWNER, PACING];
