import { CAMPAIGN_CONFIG, reasonError } from '@firstring/contracts';
import { CampaignEvent, type Campaign } from '@firstring/contracts/leads/lead_events';
import { outboxEvent } from '@firstring/service-kit';
import type { OutboxEvent, Stored } from '@firstring/store';
import type { CampaignDoc } from '../store/configuration.ts';
import { createOnce } from './create-once.ts';
import type { LeadStoreDeps } from './ports.ts';
import { readProcess } from './processes.ts';

const LIST_MAX = 1000;

/** What a campaign gets where it says nothing. The window is the narrowest of the common laws: 8 to 21 o'clock. */
const DEFAULTS = {
  ringLimitSeconds: 30,
  windowStartMinute: 8 * 60,
  windowEndMinute: 21 * 60,
  maxAttempts: 30,
  maxAttemptsPerDay: 8,
} as const;

export function toCampaign({ id, version, doc }: Stored<CampaignDoc>): Campaign {
  const { requestId: _request, ...campaign } = doc;
  return { ...campaign, campaignId: id, version: BigInt(version) };
}

/** Creates a campaign (version 0) or replaces the version named; its whole configuration goes out as an event. */
export async function putCampaign(
  deps: LeadStoreDeps,
  requestId: string,
  campaign: Campaign,
): Promise<Stored<CampaignDoc>> {
  const process = await readProcess(deps, campaign.processId);
  const id = campaign.campaignId === '' ? deps.random.uuid() : campaign.campaignId;
  const { version, ...given } = campaign;
  const doc: CampaignDoc = { ...withDefaults(given, process.doc.timeZone), campaignId: id, requestId };
  const expectedVersion = Number(version);
  const events = [campaignChanged(deps, { id, version: expectedVersion + 1, doc })];
  if (expectedVersion === 0)
    return createOnce(deps.campaigns, campaign.campaignId || undefined, { doc, newId: id, events });
  const before = await deps.campaigns.get(id);
  if (before === undefined || before.doc.processId !== campaign.processId)
    throw reasonError('CAMPAIGN_NOT_FOUND');
  if (before.doc.requestId === requestId) return before;
  const put = await deps.campaigns.put({ id, doc, expectedVersion, events });
  switch (put.type) {
    case 'stored':
      return { id, version: put.version, doc };
    case 'duplicate':
      throw reasonError('REQUEST_ID_REUSED');
    case 'conflict':
      if (put.current?.doc.requestId === requestId) return put.current;
      throw reasonError('VERSION_CONFLICT');
  }
}

export async function readCampaign(
  deps: LeadStoreDeps,
  { processId, campaignId }: { readonly processId: string; readonly campaignId: string },
): Promise<Stored<CampaignDoc>> {
  const campaign = await deps.campaigns.get(campaignId);
  if (campaign === undefined || campaign.doc.processId !== processId) throw reasonError('CAMPAIGN_NOT_FOUND');
  return campaign;
}

/** The campaigns of a process, or all an agent may work; by name. */
export async function listCampaigns(
  deps: LeadStoreDeps,
  by: { readonly processId: string } | { readonly agentId: string },
): Promise<readonly Stored<CampaignDoc>[]> {
  const selection =
    'processId' in by
      ? { index: 'process', equals: [by.processId] }
      : { index: 'agent', equals: [by.agentId] };
  const page = await deps.campaigns.query({ ...selection, pageSize: LIST_MAX });
  return page.items;
}

function withDefaults(given: Omit<Campaign, 'version'>, timeZone: string): Omit<Campaign, 'version'> {
  const noWindow = given.windowStartMinute === 0 && given.windowEndMinute === 0;
  return {
    ...given,
    timeZone: given.timeZone === '' ? timeZone : given.timeZone,
    ringLimitSeconds: given.ringLimitSeconds || DEFAULTS.ringLimitSeconds,
    windowStartMinute: noWindow ? DEFAULTS.windowStartMinute : given.windowStartMinute,
    windowEndMinute: noWindow ? DEFAULTS.windowEndMinute : given.windowEndMinute,
    maxAttempts: given.maxAttempts || DEFAULTS.maxAttempts,
    maxAttemptsPerDay: given.maxAttemptsPerDay || DEFAULTS.maxAttemptsPerDay,
  };
}

function campaignChanged(deps: LeadStoreDeps, stored: Stored<CampaignDoc>): OutboxEvent {
  const payload = CampaignEvent.encode({ campaign: toCampaign(stored) }).finish();
  return outboxEvent(deps, { topic: CAMPAIGN_CONFIG, key: stored.id, type: 'CampaignChanged', payload });
}
