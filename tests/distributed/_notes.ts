import type { CollectionSpec, OutboxEvent } from '@firstring/store';

/** A small document of no service. */
export interface Note {
  readonly process: string;
  readonly text: string;
  readonly at?: number;
}

export const NOTES: CollectionSpec = {
  name: 'notes',
  version: 1,
  indexes: [
    { name: 'text', fields: ['process', 'text'], unique: true },
    { name: 'time', fields: ['process', 'at'] },
  ],
};

export function note(text: string, at = 1): Note {
  return { process: 'p1', text, at };
}

export function noted(id: string, key = 'k'): OutboxEvent {
  return { id, topic: 'notes.v1', key, type: 'Noted', payload: Buffer.from(id), occurredAt: 1 };
}
