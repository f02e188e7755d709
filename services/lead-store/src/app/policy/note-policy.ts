import { createHash } from 'node:crypto';
import type { Campaign } from '@firstring/contracts/leads/lead_events';
import { isSamePolicy, printPolicy, toPolicy } from '@firstring/policy';
import type { Stored } from '@firstring/store';
import type { CampaignDoc, PolicyVersionDoc } from '../../store/configuration.ts';
import type { LeadStoreDeps } from '../ports.ts';
import { readPolicyNames } from './policy-names.ts';

/** Changes that are kept of one campaign. */
const VERSIONS_MAX = 50;

export interface PolicyChange {
  /** Empty where nobody is known. */
  readonly userId: string;
  readonly reason: string;
  /** As somebody wrote it; undefined for a change by a form. */
  readonly text: string | undefined;
}

interface AsCampaign {
  readonly stored: Stored<CampaignDoc>;
  readonly campaign: Campaign;
}

/**
 * The document that is about to be stored, with the change of its policy noted. The text is stored before, under what it says: the write
 * of the campaign alone decides, and a text that no campaign names does no harm.
 */
export async function notePolicy(
  deps: LeadStoreDeps,
  change: PolicyChange,
  { before, after }: { readonly before: AsCampaign | undefined; readonly after: AsCampaign },
): Promise<CampaignDoc> {
  const { doc } = after.stored;
  const known = before?.stored.doc.policyVersions;
  const isSame = before !== undefined && isSamePolicy(before.campaign, after.campaign);
  if (isSame && change.text === undefined) return { ...doc, ...(known && { policyVersions: known }) };
  const was = known ?? (before === undefined ? [] : [await versionOf(deps, UNKNOWN, before)]);
  const versions = [...was, await versionOf(deps, change, after)];
  return { ...doc, policyVersions: versions.slice(-VERSIONS_MAX) };
}

/** How the first policy that is kept came about. */
const UNKNOWN: PolicyChange = { userId: '', reason: '', text: undefined };

async function versionOf(
  deps: LeadStoreDeps,
  { userId, reason, text }: PolicyChange,
  { stored, campaign }: AsCampaign,
): Promise<PolicyVersionDoc> {
  const written = text ?? printPolicy(toPolicy(campaign, await readPolicyNames(deps, campaign)));
  const textId = await storeText(deps, { campaign, version: stored.version, text: written });
  const changedAt = deps.clock.now();
  return { version: stored.version, changedAt, userId, reason, byForm: text === undefined, textId };
}

interface VersionText {
  readonly campaign: Campaign;
  readonly version: number;
  readonly text: string;
}

async function storeText(deps: LeadStoreDeps, { campaign, version, text }: VersionText): Promise<string> {
  const { processId, campaignId } = campaign;
  const said = JSON.stringify([processId, campaignId, version, text]);
  const id = createHash('sha256').update(said).digest('hex');
  // A conflict is the same text for the same version, stored before.
  await deps.policyTexts.put({ id, doc: { processId, campaignId, text }, expectedVersion: 0 });
  return id;
}

/** Erases the texts that a campaign names no more, once that has been stored. */
export async function dropTexts(deps: LeadStoreDeps, before: CampaignDoc, after: CampaignDoc): Promise<void> {
  const kept = new Set(after.policyVersions?.map(({ textId }) => textId));
  const dropped = (before.policyVersions ?? []).filter(({ textId }) => !kept.has(textId));
  for (const { textId } of dropped) await deps.policyTexts.delete({ id: textId, expectedVersion: 1 });
}
