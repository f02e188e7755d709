import type { OutboxEvent, Store } from '../port.ts';

/** What a store keeps its data on. Opening again after disposing finds what was there. */
export interface StoreMedium extends AsyncDisposable {
  open(options?: { readonly outboxEntriesMax?: number }): Promise<Store>;
}

export type CreateMedium = () => Promise<StoreMedium>;

/** The document the suite works with; of no service, but shaped like one. */
export interface Person {
  readonly process: string;
  readonly name: string;
  readonly rank: number;
  readonly phone?: string | null;
  readonly hot?: boolean;
  readonly numbers?: readonly { readonly e164: string }[];
}

export const PEOPLE = {
  name: 'people',
  version: 1,
  indexes: [
    { name: 'phone', fields: ['process', 'phone'], unique: true },
    { name: 'name', fields: ['process', 'name'] },
    { name: 'rank', fields: ['process', 'hot', 'rank'] },
    { name: 'number', fields: ['process', 'numbers[].e164'] },
  ],
} as const;

export function person(fields: Partial<Person> = {}): Person {
  return { process: 'p1', name: 'ada', rank: 1, ...fields };
}

export function event(id: string, fields: Partial<OutboxEvent> = {}): OutboxEvent {
  const payload = new TextEncoder().encode(id);
  return {
    id,
    topic: 'people.v1',
    key: 'k',
    type: 'PersonChanged',
    payload,
    occurredAt: 1_700_000_000_000,
    ...fields,
  };
}

/** Runs `use` with a store on a fresh medium, and leaves nothing behind. */
export async function withStore(
  createMedium: CreateMedium,
  use: (store: Store) => Promise<void>,
): Promise<void> {
  await using medium = await createMedium();
  await using store = await medium.open();
  await use(store);
}
