import type { Clock } from '@firstring/kernel';
import type { Collection } from '@firstring/store';
import type { TrunkRegistration } from '../domain/trunk-registration.ts';
import type { TrunkDoc } from '../store/trunks.ts';
import type { TrunkPool } from './trunk-pool.ts';

/** What the trunk RPCs work on. */
export interface TrunkDeps {
  readonly clock: Clock;
  readonly trunks: Collection<TrunkDoc>;
  readonly pool: TrunkPool;
  /** Undefined where the carrier trusts our address. */
  readonly registrationOf: (trunkId: string) => TrunkRegistration | undefined;
  readonly instance: string;
}
