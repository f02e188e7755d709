import { outboxFull, requestInvalid, storeUnavailable } from '../errors.ts';
import type { Collection, CollectionSpec, Outbox, OutboxEntry, OutboxEvent, Store } from '../port.ts';
import type { CompiledIndex } from '../index-key.ts';
import { compileSpec, specOutdated } from '../spec.ts';
import { MemoryCollection, type MemoryRecord } from './memory-collection.ts';

/** What outlives a MemoryStore: hand the same disk to the next one to play a restart. */
export interface MemoryDisk {
  readonly collections: Map<string, { version: number; readonly records: Map<string, MemoryRecord> }>;
  readonly outbox: Map<number, OutboxEntry>;
  lastSequence: number;
}

export interface MemoryStoreOptions {
  readonly disk?: MemoryDisk;
  /** Puts with events are refused with OUTBOX_FULL from here on. */
  readonly outboxEntriesMax?: number;
}

export function createMemoryDisk(): MemoryDisk {
  return { collections: new Map(), outbox: new Map(), lastSequence: 0 };
}

/** The store port in memory: for unit tests and the simulator. Same rules as the durable adapters, nothing survives the process. */
export function openMemoryStore(options: MemoryStoreOptions = {}): Store {
  return new MemoryStore(options.disk ?? createMemoryDisk(), options.outboxEntriesMax ?? 100_000);
}

class MemoryStore implements Store {
  readonly #disk: MemoryDisk;
  readonly #outboxEntriesMax: number;
  readonly #opened = new Map<string, { readonly spec: string; readonly collection: unknown }>();
  readonly #wakes = new Set<() => void>();
  readonly #refusals: unknown[] = [];
  #closed = false;

  readonly outbox: Outbox = {
    take: async (limit) => {
      this.#admit([]);
      return [...this.#disk.outbox.values()].slice(0, limit);
    },
    trim: async (entries) => {
      this.#admit([]);
      for (const entry of entries) this.#disk.outbox.delete(entry.sequence);
    },
    onAppend: (wake) => {
      this.#wakes.add(wake);
      return () => void this.#wakes.delete(wake);
    },
    pending: async () => this.#disk.outbox.size,
  };

  constructor(disk: MemoryDisk, outboxEntriesMax: number) {
    this.#disk = disk;
    this.#outboxEntriesMax = outboxEntriesMax;
  }

  collection<T extends object>(spec: CollectionSpec): Collection<T> {
    const opened = this.#opened.get(spec.name);
    const text = JSON.stringify(spec);
    // The caller names T for a spec; the same spec always stands for the same T.
    if (opened?.spec === text) return opened.collection as Collection<T>;
    if (opened !== undefined) throw requestInvalid(`collection ${spec.name} is open with another spec`);
    const indexes = compileSpec(spec);
    const collection = this.#open<T>(spec, indexes);
    this.#opened.set(spec.name, { spec: text, collection });
    return collection;
  }

  async ready(): Promise<void> {
    if (this.#refusals.length > 0) throw this.#refusals[0];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#wakes.clear();
  }

  /** A collection that may not be opened refuses every call, and `ready` says so. */
  #open<T extends object>(spec: CollectionSpec, indexes: readonly CompiledIndex[]): Collection<T> {
    const stored = this.#disk.collections.get(spec.name);
    const records = stored?.records ?? new Map<string, MemoryRecord>();
    try {
      const outdated = specOutdated(spec, stored?.version);
      if (outdated !== undefined) throw requestInvalid(outdated);
      const collection = new MemoryCollection<T>(indexes, records, {
        admit: (events) => this.#admit(events),
        append: (documentId, events) => this.#append(spec.name, documentId, events),
      });
      this.#disk.collections.set(spec.name, { version: spec.version, records });
      return collection;
    } catch (refusal) {
      this.#refusals.push(refusal);
      const admit = (): never => {
        throw refusal;
      };
      return new MemoryCollection<T>(indexes, new Map(), { admit, append: admit });
    }
  }

  #admit(events: readonly OutboxEvent[]): void {
    if (this.#closed) throw storeUnavailable('the store is closed');
    if (events.length > 0 && this.#disk.outbox.size >= this.#outboxEntriesMax) throw outboxFull();
  }

  #append(collection: string, documentId: string, events: readonly OutboxEvent[]): void {
    if (events.length === 0) return;
    for (const event of events) {
      const sequence = (this.#disk.lastSequence += 1);
      this.#disk.outbox.set(sequence, { collection, documentId, sequence, event: structuredClone(event) });
    }
    for (const wake of this.#wakes) queueMicrotask(wake);
  }
}
