import type { Clock, Log } from '@firstring/kernel';
import type { Position } from '../port.ts';
import type { LogStorage } from './log-storage.ts';

/** After these the next mark tries again. */
const TRIES = 5;
const RETRY_DELAY_MS = 200;

/** Writes a group's positions behind its consumers: the newest of each partition, one write at a time. */
export class OffsetCommitter {
  readonly #deps: { readonly storage: Pick<LogStorage, 'commit'>; readonly clock: Clock; readonly log: Log };
  readonly #group: string;
  readonly #positions: Map<string, Position>;
  #dirty = new Map<string, Position>();
  #writing: Promise<void> | undefined;

  constructor(
    deps: { storage: Pick<LogStorage, 'commit'>; clock: Clock; log: Log },
    group: string,
    committed: readonly Position[],
  ) {
    this.#deps = deps;
    this.#group = group;
    this.#positions = new Map(committed.map((position) => [keyOf(position), position]));
  }

  get positions(): readonly Position[] {
    return [...this.#positions.values()];
  }

  position(topic: string, partition: number): bigint | undefined {
    return this.#positions.get(keyOf({ topic, partition }))?.offset;
  }

  /** Where a new group begins; the caller writes it. */
  start(position: Position): void {
    this.#positions.set(keyOf(position), position);
  }

  /** Everything before `position.offset` is done. */
  mark(position: Position): void {
    this.#positions.set(keyOf(position), position);
    this.#dirty.set(keyOf(position), position);
    this.#writing ??= this.#write();
  }

  /** Resolves when all marks are written, or a write has failed (the messages then come again). */
  async flush(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    let failures = 0;
    while (this.#dirty.size > 0 && failures < TRIES) {
      const positions = this.#dirty;
      this.#dirty = new Map();
      try {
        await this.#deps.storage.commit(this.#group, [...positions.values()]);
      } catch (err) {
        failures += 1;
        this.#deps.log.warn({ group: this.#group, err, failures }, 'offsets not committed');
        this.#dirty = new Map([...positions, ...this.#dirty]);
        await this.#deps.clock.sleep(RETRY_DELAY_MS);
      }
    }
    this.#writing = undefined;
  }
}

function keyOf({ topic, partition }: { topic: string; partition: number }): string {
  return `${topic}/${partition}`;
}
