import type { CollectionSpec } from '@firstring/store';
import type { PacingMemory } from '../domain/pacing/automatic.ts';

/** One document a campaign that dials by itself, by campaign id. */
export const PACING: CollectionSpec = { name: 'pacing', version: 1, indexes: [] };

export type PacingDocument = PacingMemory;
