import { fromTime } from '@firstring/contracts';
import type {
  OutcomeClaim as WireClaim,
  RecordOutcomeResponse,
} from '@firstring/contracts/leads/lead_service';
import { AppError } from '@firstring/kernel';
import type { OutcomeClaim, RecordedOutcome } from '../app/ports.ts';
import { decodeCategory } from './decode-campaign.ts';
import { decodeCard } from './decode-card.ts';

const REASONS = ['callback', 'winner', 'postponed'] as const;

/** lead-store's answer to an outcome. */
export function decodeRecorded(answer: RecordOutcomeResponse): RecordedOutcome {
  const { version, category, card, claim, givesUpClaim } = answer;
  return {
    version: Number(version),
    category: decodeCategory(category),
    card: card === undefined ? undefined : decodeCard(card),
    claim: claim === undefined ? undefined : decodeClaim(claim),
    givesUpClaim,
  };
}

function decodeClaim({ reason, dueTime, releaseAfterMs }: WireClaim): OutcomeClaim {
  const known = REASONS.find((each) => each === reason);
  if (known === undefined) {
    throw new AppError({ reason: 'INTERNAL', code: 'internal', message: 'a claim for no reason we know' });
  }
  return { reason: known, dueAt: fromTime(dueTime), releaseAfterMs: Number(releaseAfterMs) };
}
