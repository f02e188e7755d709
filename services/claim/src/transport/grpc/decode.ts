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

/** What ids of ours and of peers are made of: nothing that is an operator, a path or a line of a log (grpc/32). */
const ID = /^[A-Za-z0-9_.:-]{1,128}$/;
const REQUEST_ID = /^[\x21-\x7e]{1,256}$/;
const PHONE = /^\+[1-9]\d{4,14}$/;

export function decodeId(value: string, field: string): string {
  if (!ID.test(required(value, field))) throw invalidField(field, 'is not an id');
  return value;
}

export function decodeRequestId(value: string): string {
  if (!REQUEST_ID.test(required(value, 'request_id'))) {
    throw invalidField('request_id', 'has 1 to 256 printable characters');
  }
  return value;
}

export function decodeGuardRef(key: GuardKey | undefined): GuardRef {
  return { ...decodeNumberRef(key), leadId: decodeId(key?.leadId ?? '', 'key.lead_id') };
}

/** A guard whose lead may be missing: what is done by hand may be about a number alone. */
export function decodeNumberRef(key: GuardKey | undefined): GuardRef {
  const phone = required(key?.phone ?? '', 'key.phone');
  if (!PHONE.test(phone)) throw invalidField('key.phone', 'is not a number in international form');
  const leadId = key?.leadId ?? '';
  return {
    processId: decodeId(key?.processId ?? '', 'key.process_id'),
    phone,
    leadId: leadId === '' ? '' : decodeId(leadId, 'key.lead_id'),
  };
}

/** INVALID_ARGUMENT with the field at fault. */
export function invalidField(field: string, message: string): Error {
  return reasonError('INVALID_ARGUMENT', { message: `${field} ${message}`, details: { field } });
}

/** A lock's token is a positive int64. */
export function decodeToken(token: bigint): bigint {
  if (token < 1n) throw invalidField('fencing_token', 'is a lock’s token');
  return token;
}

/** A scheduler's epoch is never negative. */
export function decodeEpoch(epoch: bigint): bigint {
  if (epoch < 0n) throw invalidField('owner_epoch', 'is not negative');
  return epoch;
}

/** Leases from one millisecond to a day. */
export function decodeLease(leaseMs: bigint): number {
  if (leaseMs < 1n || leaseMs > BigInt(LEASE_MS_MAX)) {
    throw invalidField('lease_ms', `is from 1 to ${LEASE_MS_MAX}`);
  }
  return Number(leaseMs);
}

export interface DecodedFacts {
  readonly facts: DialFacts;
  /** The number to dial, E.164; empty: the home guard's. */
  readonly dialled: string;
  /** Whose number it is. */
  readonly customers: readonly Customer[];
  readonly campaignId: string;
  /** What the campaign says of the way out. */
  readonly way: CampaignNumbers & { readonly trunkIds: readonly string[] };
  readonly ringLimitSeconds: number;
}

const NOBODY: Customer = { customerId: '', attributes: {} };

export function decodeDialFacts(wire: WireDialFacts | undefined): DecodedFacts {
  const card = wire?.card;
  const campaign = wire?.campaign;
  if (card === undefined || campaign === undefined) {
    throw invalidField('facts', 'need card and campaign');
  }
  return {
    facts: {
      cadence: cadenceFacts(card),
      policy: campaignPolicy(campaign),
      candidateZones: card.candidateZones,
      window: { startMinute: campaign.windowStartMinute, endMinute: campaign.windowEndMinute },
      numberAttemptsPerDayMax: campaign.maxAttemptsPerDay,
    },
    dialled: wire?.phone ?? '',
    customers: [wire?.customer ?? NOBODY, ...(wire?.others ?? [])],
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
