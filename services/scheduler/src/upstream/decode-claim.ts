import { fromTime } from '@firstring/contracts';
import type { OutcomeClaim as Wire } from '@firstring/contracts/leads/lead_service';
import { AppError } from '@firstring/kernel';
import type { OutcomeClaim } from '../app/ports.ts';

const REASONS = ['callback', 'winner', 'postponed'] as const;

/** Whom an outcome makes the lead's owner, and for how long. */
export function decodeClaim({ reason, dueTime, releaseAfterMs }: Wire): OutcomeClaim {
  const known = REASONS.find((each) => each === reason);
  if (known === undefined) {
    throw new AppError({ reason: 'INTERNAL', code: 'internal', message: 'a claim for no reason we know' });
  }
  return { reason: known, dueAt: fromTime(dueTime), releaseAfterMs: Number(releaseAfterMs) };
}
