import { reasonError } from '@firstring/contracts';
import type { GuardKey } from '@firstring/contracts/claim/claim_service';
import type { Page } from '@firstring/contracts/common/page';
import type { CustomerFacts, DialFacts as WireDialFacts } from '@firstring/contracts/leads/lead_service';
import { campaignPolicy, type DialFacts } from '@firstring/domain';
import { cadenceFacts, required } from '@firstring/service-kit';
import type { GuardRef } from '../../app/ports.ts';
import type { CampaignNumbers } from '../../domain/campaign-caller-ids.ts';
import type { Customer } from '../../domain/exclusion.ts';

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
  readonly customer: Customer;
  readonly campaignId: string;
  /** What the campaign says of the way out. */
  readonly way: CampaignNumbers & { readonly trunkIds: readonly string[] };
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
    customer: decodeCustomer(wire?.customer) ?? { customerId: '', attributes: {} },
    campaignId: campaign.campaignId,
    way: {
      callerId: campaign.callerId,
      callerIds: campaign.callerIds,
      localPresence: campaign.localPresence,
      trunkIds: campaign.trunkIds,
    },
    ringLimitSeconds: campaign.ringLimitSeconds,
  };
}

export function decodeCustomer(wire: CustomerFacts | undefined): Customer | undefined {
  return wire === undefined ? undefined : { customerId: wire.customerId, attributes: wire.attributes };
}

const PAGE_SIZE = 100;
const PAGE_SIZE_MAX = 1000;

export function decodePage(page: Page | undefined): { pageSize: number; pageToken: string | undefined } {
  const size = page?.pageSize ?? 0;
  return {
    pageSize: size <= 0 ? PAGE_SIZE : Math.min(size, PAGE_SIZE_MAX),
    pageToken: page?.pageToken === '' ? undefined : page?.pageToken,
  };
}
