import { reasonError } from '@firstring/contracts';
import type { Campaign } from '@firstring/contracts/leads/lead_events';
import {
  fromPolicy,
  isSamePolicy,
  printPolicy,
  toPolicy,
  withDefaults,
  type ParsedPolicy,
} from '@firstring/policy';
import type { PolicyVersionDoc } from '../../store/configuration.ts';
import { readCampaign, toCampaign } from '../campaigns.ts';
import type { LeadStoreDeps } from '../ports.ts';
import { readPolicyNames } from './policy-names.ts';

export interface CampaignRef {
  readonly processId: string;
  readonly campaignId: string;
}

export interface PolicyOfNow {
  readonly text: string;
  readonly version: number;
}

/** The policy a campaign has: as somebody wrote it where that still says the same, with their comments; else written from the campaign. */
export async function readPolicy(deps: LeadStoreDeps, ref: CampaignRef): Promise<PolicyOfNow> {
  const stored = await readCampaign(deps, ref);
  const campaign = toCampaign(stored);
  const names = await readPolicyNames(deps, campaign);
  const written = stored.doc.policyVersions?.findLast(({ byForm }) => !byForm);
  const text = written && (await deps.policyTexts.get(written.textId))?.doc.text;
  if (text !== undefined && saysSame(await deps.policyReader.read(text), campaign, names))
    return { text, version: stored.version };
  return { text: printPolicy(toPolicy(campaign, names)), version: stored.version };
}

function saysSame(
  { policy }: ParsedPolicy,
  campaign: Campaign,
  names: Awaited<ReturnType<typeof readPolicyNames>>,
): boolean {
  if (policy === undefined) return false;
  const { dispositions, lists } = campaign;
  const { settings, problems } = fromPolicy(policy, { names, dispositions, assigned: lists });
  return problems.length === 0 && isSamePolicy(withDefaults(settings, campaign.timeZone), campaign);
}

/** Newest first. */
export async function listPolicyVersions(
  deps: LeadStoreDeps,
  ref: CampaignRef,
): Promise<readonly PolicyVersionDoc[]> {
  const { doc } = await readCampaign(deps, ref);
  return (doc.policyVersions ?? []).toReversed();
}

export async function readPolicyVersion(
  deps: LeadStoreDeps,
  ref: CampaignRef,
  version: number,
): Promise<{ readonly version: PolicyVersionDoc; readonly text: string }> {
  const found = (await listPolicyVersions(deps, ref)).find((each) => each.version === version);
  const stored = found && (await deps.policyTexts.get(found.textId));
  if (found === undefined || stored === undefined) throw reasonError('POLICY_VERSION_NOT_FOUND');
  return { version: found, text: stored.doc.text };
}
