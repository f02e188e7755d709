import type { Clock, Random } from '@firstring/kernel';
import type { Collection } from '@firstring/store';
import type { PhoneAccountDoc } from '../store/phone-accounts.ts';

/** What the phone RPCs work on. */
export interface PhoneDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly accounts: Collection<PhoneAccountDoc>;
  readonly realm: string;
}
