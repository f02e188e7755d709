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
}
