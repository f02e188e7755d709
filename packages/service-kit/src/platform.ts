import type { Bus } from '@firstring/bus';
import type { Clock, Log, Random } from '@firstring/kernel';
import type { Store } from '@firstring/store';
import type { Rpc } from './rpc.ts';

/** What every service stands on. The composition root of the process makes one a service and passes it in; tests pass their own. */
export interface Platform {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** This service's own store; nobody else reads it. */
  readonly store: Store;
  readonly bus: Bus;
  /** Absent: gRPC. */
  readonly rpc?: Rpc;
}

/** A started service. Disposing stops intake first, finishes work in hand, then closes what it opened. */
export interface RunningService extends AsyncDisposable {
  readonly name: string;
  /** What it waits for before it can do its work, in words; undefined: nothing. */
  waitingFor?(): string | undefined;
  /** Rejects when it cannot go on: its process then ends, and is started anew by whoever watches it. Never resolves. */
  readonly failed?: Promise<never>;
  /** The stop does not wait any more for what ends by itself, such as calls. */
  hurry?(): void;
}
