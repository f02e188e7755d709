import type { CollectionSpec } from '@firstring/store';
import { ATTEMPTS } from './attempts.ts';
import { CALLERS } from './callers.ts';
import { LINES } from './lines.ts';
import { PHONE_ACCOUNTS } from './phone-accounts.ts';
import { TRUNKS } from './trunks.ts';

/** Every collection of the service: the migration makes their indexes before it starts (ADR 22). */
export const SIP_COLLECTIONS: readonly CollectionSpec[] = [ATTEMPTS, CALLERS, LINES, PHONE_ACCOUNTS, TRUNKS];
