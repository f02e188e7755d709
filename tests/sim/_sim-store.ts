import { AppError } from '@firstring/kernel';
import {
  openMemoryStore,
  type Collection,
  type CollectionSpec,
  type MemoryDisk,
  type OutboxEvent,
  type PutItem,
  type Store,
} from '@firstring/store';
import type { Run } from './_machine.ts';
import { STORE, type Network } from './_network.ts';

/** A document as it has just become durable. */
export interface Commit {
  readonly machine: string;
  readonly collection: string;
  readonly id: string;
  readonly version: number;
  readonly doc: object;
  readonly events: readonly OutboxEvent[];
}

/** A document that is gone. */
export type Deleted = Pick<Commit, 'machine' | 'collection' | 'id'>;

interface StoreWorld {
  readonly network: Network;
  readonly disk: MemoryDisk;
  committed(commit: Commit): void;
  deleted(gone: Deleted): void;
}

type Step = <T>(work: () => Promise<T>) => Promise<T>;

/** Nobody answers for so long. */
const SILENCE_MS = 1000;

/** A machine's own store behind a link: every step takes its time, so that a process can die between a write and its answer. */
export function openSimStore(run: Run, world: StoreWorld): Store {
  const { machine } = run;
  const { network } = world;
  const inner = openMemoryStore({ disk: world.disk });
  const written: Step = async (work) => {
    await machine.delay(run, network.delayMs());
    if (network.isCut(machine.name, STORE)) await silence();
    const result = await work();
    await machine.delay(run, network.delayMs());
    // Done, and nobody hears of it.
    if (network.isCut(STORE, machine.name)) await silence();
    return result;
  };
  /** A question takes its time once: between question and answer nothing could be lost. */
  const asked: Step = async (work) => {
    await machine.delay(run, network.delayMs());
    if (network.isCut(machine.name, STORE) || network.isCut(STORE, machine.name)) await silence();
    return work();
  };
  const silence = async (): Promise<never> => {
    await machine.delay(run, SILENCE_MS);
    throw new AppError({
      reason: 'STORE_UNAVAILABLE',
      code: 'unavailable',
      message: 'no answer',
      retry: 'later',
    });
  };
  return {
    collection: <T extends object>(spec: CollectionSpec) => {
      const of = { machine: machine.name, collection: spec.name };
      return simCollection(
        inner.collection<T>(spec),
        { asked, written },
        {
          put: ({ id, doc, events = [] }, version) => world.committed({ ...of, id, version, doc, events }),
          deleted: (id) => world.deleted({ ...of, id }),
        },
      );
    },
    ready: () => inner.ready(),
    outbox: {
      take: (limit) => asked(() => inner.outbox.take(limit)),
      trim: (entries) => asked(() => inner.outbox.trim(entries)),
      onAppend: (wake) => inner.outbox.onAppend(() => run.isAlive && wake()),
      pending: () => inner.outbox.pending(),
    },
    async [Symbol.asyncDispose]() {},
  };
}

interface Told<T> {
  put(item: PutItem<T>, version: number): void;
  deleted(id: string): void;
}

function simCollection<T extends object>(
  inner: Collection<T>,
  { asked, written }: { readonly asked: Step; readonly written: Step },
  told: Told<T>,
): Collection<T> {
  return {
    get: (id) => asked(() => inner.get(id)),
    getMany: (ids) => asked(() => inner.getMany(ids)),
    getByKey: (index, values) => asked(() => inner.getByKey(index, values)),
    put: (item) =>
      written(async () => {
        const result = await inner.put(item);
        if (result.type === 'stored') told.put(item, result.version);
        return result;
      }),
    putMany: (items) =>
      written(async () => {
        const results = await inner.putMany(items);
        for (const [at, item] of items.entries()) {
          const result = results[at];
          if (result?.type === 'stored') told.put(item, result.version);
        }
        return results;
      }),
    delete: (item) =>
      written(async () => {
        const result = await inner.delete(item);
        if (result.type === 'deleted') told.deleted(item.id);
        return result;
      }),
    query: (query) => asked(() => inner.query(query)),
    count: (selection) => asked(() => inner.count(selection)),
  };
}
