import type { Clock, Random } from '@firstring/kernel';
import type { Collection } from '@firstring/store';
import type { PhoneAccountDoc } from '../store/phone-accounts.ts';
import type { TrunkDoc } from '../store/trunks.ts';

/** What the phone RPCs work on. */
export interface PhoneDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly accounts: Collection<PhoneAccountDoc>;
  readonly trunks: Collection<TrunkDoc>;
  readonly realm: string;
}
