import { FRESH_PROGRESS } from '@firstring/domain/lead-lifecycle';
import { silentLog } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import { seededRandom } from '@firstring/kernel/testing';
import { FilterIndex } from '../../services/lead-store/src/app/filter-index/filter-index.ts';
import { toLeadDoc, type LeadDoc } from '../../services/lead-store/src/store/leads.ts';
import type { IndexCard } from '../../services/scheduler/src/domain/order/card.ts';
import { OrderIndex } from '../../services/scheduler/src/domain/order/order-index.ts';
import { sampleLead, SAMPLE_NOW_AT } from '../../services/scheduler/src/domain/order/sample-campaign.ts';
import { sampleLeadId } from '../../services/scheduler/src/domain/order/sample-card.ts';
import { cadencePolicy } from '@firstring/domain';

export const PROCESS = 'process-1';
export const CAMPAIGN = 'campaign-1';
/** What the groups of the benchmark order by. */
export const PLANS = ['gold', 'silver', 'bronze'] as const;

/** Leads of the levels P2 to P4 only: fresh ones and callbacks come before every step, whatever the group. */
function numberOf(index: number): number {
  return Math.floor(index / 3) * 5 + 1 + (index % 3);
}

export function planOf(leadId: string): string {
  const number = Number.parseInt(leadId.slice(-12), 16);
  return PLANS[Math.floor(number / 5) % PLANS.length] ?? '';
}

export function cardOf(leadId: string): IndexCard {
  return sampleLead(Number.parseInt(leadId.slice(-12), 16), seededRandom('b9'));
}

/** The order of one campaign with so many leads. */
export function openOrder(size: number): OrderIndex {
  const random = seededRandom('b9');
  const order = new OrderIndex({ leadsMax: Math.max(size + 1000, 65_536) });
  const window = { startMinute: 8 * 60, endMinute: 21 * 60 };
  order.setCampaign(CAMPAIGN, { policy: cadencePolicy(), window });
  for (let index = 0; index < size; index += 1)
    order.upsert(sampleLead(numberOf(index), random), SAMPLE_NOW_AT);
  return order;
}

/** The same leads in lead-store's columns, read as from its store. */
export function openIndex(size: number): FilterIndex {
  const texts = PLANS.map((plan) => JSON.stringify(toLeadDoc(leadWith(plan))));
  const leads = {
    query: async ({ pageSize, pageToken }: { pageSize: number; pageToken?: string | undefined }) => {
      const start = Number(pageToken ?? 0);
      const end = Math.min(size, start + pageSize);
      const items = Array.from({ length: end - start }, (_, offset) => {
        const id = sampleLeadId(numberOf(start + offset));
        const doc = JSON.parse(texts[PLANS.findIndex((plan) => plan === planOf(id))] ?? '') as LeadDoc; // as it was written above
        return { id, version: 1, doc };
      });
      return { items, nextPageToken: end < size ? String(end) : undefined };
    },
  };
  return new FilterIndex({ leads, clock: systemClock, log: silentLog, heapMb: 4096 });
}

function leadWith(plan: string): Parameters<typeof toLeadDoc>[0] {
  return {
    state: 'live',
    processId: PROCESS,
    campaignId: CAMPAIGN,
    listId: '',
    vendorId: 'vendor',
    ingestLinkId: 'link',
    callerId: '+12125550123',
    callerIdRaw: '2125550123',
    custom: { plan },
    timeZone: 'America/New_York',
    candidateZones: ['America/New_York'],
    createdAt: SAMPLE_NOW_AT,
    updatedAt: SAMPLE_NOW_AT,
    status: 'new',
    statusHistory: [],
    progress: FRESH_PROGRESS,
    fencingToken: '0',
    requests: [],
    endedAttempts: [],
  };
}
