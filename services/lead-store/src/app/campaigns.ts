import { CAMPAIGN_CONFIG, reasonError } from '@firstring/contracts';
import { CampaignType } from '@firstring/contracts/leads/campaign';
import { Campaign, CampaignEvent } from '@firstring/contracts/leads/lead_events';
import { withDefaults } from '@firstring/policy';
import { updateDocument } from '@firstring/service-kit';
import type { OutboxEvent, Stored } from '@firstring/store';
import { nextCampaignState, type CampaignState } from '../domain/campaign-state.ts';
import type { CampaignDoc } from '../store/configuration.ts';
import { stateOf, wireState } from './campaign-state-names.ts';
import { requireSwitch } from './require-switch.ts';
import { requireCampaignFilters } from './campaign-filters.ts';
import { requireCampaignLists } from './campaign-lists.ts';
import { configurationEvents } from './configuration-events.ts';
import { createOnce } from './create-once.ts';
import { readDispositions } from './dispositions.ts';
import { dropTexts, notePolicy, type PolicyChange } from './policy/note-policy.ts';
import { requireNoIncomingNumber } from './incoming-numbers.ts';
import type { LeadStoreDeps } from './ports.ts';
import { readProcess } from './processes.ts';
import { replaceOnce } from './replace-once.ts';

const LIST_MAX = 1000;

/** A document of an earlier version lacks fields: each has its default. */
export function toCampaign({ id, version, doc }: Stored<CampaignDoc>): Campaign {
  const { requestId: _request, policyVersions: _versions, ...campaign } = doc;
  return Campaign.fromPartial({
    ...campaign,
    type: typeOf(campaign.type),
    state: wireState(stateOf(campaign.state)),
    campaignId: id,
    version: BigInt(version),
  });
}

export interface PutCampaign {
  readonly requestId: string;
  readonly campaign: Campaign;
  /** Who changes its policy, and how. */
  readonly change: PolicyChange;
}

/**
 * Creates a campaign (version 0) or replaces the version named; its whole configuration goes out as an event. The state of one that
 * exists is changed by `setCampaignState` only.
 */
export async function putCampaign(
  deps: LeadStoreDeps,
  { requestId, campaign, change }: PutCampaign,
): Promise<Stored<CampaignDoc>> {
  const process = await readProcess(deps, campaign.processId);
  const id = campaign.campaignId === '' ? deps.random.uuid() : campaign.campaignId;
  const { version, ...given } = campaign;
  await requireCampaignFilters(deps, { ...campaign, campaignId: id });
  const expectedVersion = Number(version);
  const stored = (doc: CampaignDoc) => ({ id, version: expectedVersion + 1, doc });
  const doc = { ...completed(given, process.doc.timeZone), campaignId: id, requestId };
  if (expectedVersion === 0) {
    requireSwitch(process.doc, doc);
    await requireCampaignLists(deps, campaign, undefined);
    const created = await keepPolicy(deps, change, {
      after: stored(await withDispositions(deps, doc)),
    });
    const events = campaignChanged(deps, stored(created));
    return createOnce(deps.campaigns, campaign.campaignId || undefined, { doc: created, newId: id, events });
  }
  const before = await readCampaign(deps, { processId: campaign.processId, campaignId: id });
  await requireCampaignLists(deps, campaign, before.doc);
  const state = stateOf(before.doc.state);
  requireSwitch(process.doc, { ...doc, state: wireState(state) });
  const replaced = await keepPolicy(deps, change, {
    before,
    after: stored({ ...doc, state: wireState(state) }),
  });
  if (state === 'closed' && before.doc.requestId !== requestId) throw reasonError('CAMPAIGN_CLOSED');
  const events = campaignChanged(deps, stored(replaced));
  const answer = await replaceOnce(deps.campaigns, { before, doc: replaced, expectedVersion, events });
  await dropTexts(deps, before.doc, answer.doc);
  return answer;
}

/** The document with its policy's version noted, where the policy is another. */
function keepPolicy(
  deps: LeadStoreDeps,
  change: PolicyChange,
  { before, after }: { readonly before?: Stored<CampaignDoc>; readonly after: Stored<CampaignDoc> },
): Promise<CampaignDoc> {
  const asCampaign = (stored: Stored<CampaignDoc>) => ({ stored, campaign: toCampaign(stored) });
  return notePolicy(deps, change, { before: before && asCampaign(before), after: asCampaign(after) });
}

/**
 * Pauses, resumes or closes a campaign, whatever its version: nobody who wants silence has to read first. CAMPAIGN_IN_USE where one that
 * callers are searched in is to be closed.
 */
export async function setCampaignState(
  deps: LeadStoreDeps,
  requestId: string,
  change: { readonly processId: string; readonly campaignId: string; readonly state: CampaignState },
): Promise<Stored<CampaignDoc>> {
  const { processId, campaignId: id, state } = change;
  if (state === 'closed') await requireNoIncomingNumber(deps, id);
  const process = state === 'active' ? await deps.processes.get(processId) : undefined;
  return updateDocument<CampaignDoc, Stored<CampaignDoc>>(deps.campaigns, id, (before, nextVersion) => {
    if (before?.processId !== processId) throw reasonError('CAMPAIGN_NOT_FOUND');
    const unchanged = { answer: { id, version: nextVersion - 1, doc: before } };
    if (before.requestId === requestId) return unchanged;
    const step = nextCampaignState(stateOf(before.state), state);
    if (step.type === 'unchanged') return unchanged;
    if (step.type === 'refused') throw reasonError(step.reason);
    if (process !== undefined) requireSwitch(process.doc, { ...before, state: wireState(step.state) });
    const answer = { id, version: nextVersion, doc: { ...before, requestId, state: wireState(step.state) } };
    return { answer, doc: answer.doc, events: campaignChanged(deps, answer) };
  });
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

function completed(given: Omit<Campaign, 'version'>, timeZone: string): Omit<Campaign, 'version'> {
  return {
    ...withDefaults(given, timeZone),
    type: typeOf(given.type),
    state: wireState(stateOf(given.state)),
  };
}

/** A new campaign starts with a copy of its process's dispositions where it names none. */
async function withDispositions(deps: LeadStoreDeps, doc: CampaignDoc): Promise<CampaignDoc> {
  if (doc.dispositions.length > 0) return doc;
  const { dispositions } = await readDispositions(deps, doc.processId);
  return { ...doc, dispositions: [...dispositions] };
}

function typeOf(type: CampaignType | undefined): CampaignType {
  return type === undefined || type === CampaignType.CAMPAIGN_TYPE_UNSPECIFIED
    ? CampaignType.CAMPAIGN_TYPE_OUTBOUND_PREVIEW
    : type;
}

function campaignChanged(deps: LeadStoreDeps, stored: Stored<CampaignDoc>): OutboxEvent[] {
  const campaign = toCampaign(stored);
  const payload = CampaignEvent.encode({ campaign }).finish();
  const draft = { topic: CAMPAIGN_CONFIG, key: stored.id, type: 'CampaignChanged', payload };
  return configurationEvents(deps, draft, { $case: 'campaign', value: campaign });
}
