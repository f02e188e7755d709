import { reasonError } from '@firstring/contracts';
import type { GuardKey } from '@firstring/contracts/claim/claim_service';
import type { DialFacts as WireDialFacts } from '@firstring/contracts/leads/lead_service';
import { campaignPolicy, type DialFacts } from '@firstring/domain';
import { cadenceFacts, required } from '@firstring/service-kit';
import type { GuardRef } from '../../app/ports.ts';

const LEASE_MS_MAX = 86_400_000;

export function decodeGuardRef(key: GuardKey | undefined): GuardRef {
  return {
    processId: required(key?.processId ?? '', 'key.process_id'),
    phone: required(key?.phone ?? '', 'key.phone'),
    leadId: required(key?.leadId ?? '', 'key.lead_id'),
  };
}

/** Leases from one millisecond to a day. */
export function decodeLease(leaseMs: bigint): number {
  if (leaseMs < 1n || leaseMs > BigInt(LEASE_MS_MAX)) {
    throw reasonError('INVALID_ARGUMENT', {
      message: 'lease_ms is from 1 to 86400000',
      details: { field: 'lease_ms' },
    });
  }
  return Number(leaseMs);
}

export interface DecodedFacts {
  readonly facts: DialFacts;
  readonly campaignId: string;
  readonly callerId: string;
  readonly ringLimitSeconds: number;
}

export function decodeDialFacts(wire: WireDialFacts | undefined): DecodedFacts {
  const card = wire?.card;
  const campaign = wire?.campaign;
  if (card === undefined || campaign === undefined) {
    throw reasonError('INVALID_ARGUMENT', {
      message: 'facts need card and campaign',
      details: { field: 'facts' },
    });
  }
  return {
    facts: {
      cadence: cadenceFacts(card),
      policy: campaignPolicy(campaign),
      candidateZones: card.candidateZones,
      window: { startMinute: campaign.windowStartMinute, endMinute: campaign.windowEndMinute },
      numberAttemptsPerDayMax: campaign.maxAttemptsPerDay,
    },
    campaignId: campaign.campaignId,
    callerId: campaign.callerId,
    ringLimitSeconds: campaign.ringLimitSeconds,
  };
}
