import type { Campaign } from '@firstring/contracts/leads/lead_events';
import {
  fromPolicy,
  lintPolicy,
  withDefaults,
  type Policy,
  type PolicyNames,
  type PolicyProblem,
  type PolicySettings,
} from '@firstring/policy';
import type { Stored } from '@firstring/store';
import type { CampaignDoc } from '../../store/configuration.ts';
import { readCampaign, toCampaign } from '../campaigns.ts';
import { campaignRules, type CampaignRules, type CriteriaSources } from '../criteria/campaign-rules.ts';
import { readSources } from '../criteria/refresh-criteria.ts';
import type { LeadStoreDeps } from '../ports.ts';
import { readProcess } from '../processes.ts';
import { readPolicyNames } from './policy-names.ts';
import type { CampaignRef } from './read-policy.ts';

/** A text as it would be for one campaign. */
export interface JudgedPolicy {
  readonly before: Stored<CampaignDoc>;
  readonly names: PolicyNames;
  readonly errors: readonly PolicyProblem[];
  /** Absent when there is an error. */
  readonly found?: {
    readonly policy: Policy;
    readonly settings: PolicySettings;
    /** What its filters come to now, and would. */
    readonly rulesBefore: CampaignRules;
    readonly rulesAfter: CampaignRules;
    /** The warnings, once it is known how many leads are in each step. */
    readonly warnings: (leadsOfSteps: readonly number[] | undefined) => readonly PolicyProblem[];
  };
}

/** Reads a text for a campaign: everything that is wrong with it, or what it would do. */
export async function judgePolicy(
  deps: LeadStoreDeps,
  ref: CampaignRef,
  text: string,
): Promise<JudgedPolicy> {
  const before = await readCampaign(deps, ref);
  const campaign = toCampaign(before);
  const names = await readPolicyNames(deps, campaign);
  const { policy, places, problems } = await deps.policyReader.read(text);
  if (policy === undefined) return { before, names, errors: problems };
  const { dispositions, lists } = campaign;
  const made = fromPolicy(policy, { names, dispositions, assigned: lists, places });
  if (made.problems.length > 0) return { before, names, errors: made.problems };
  const process = await readProcess(deps, ref.processId);
  const settings = withDefaults(made.settings, process.doc.timeZone);
  const after = { ...before, doc: { ...before.doc, ...settings } };
  const sources = await readSources(deps, ref.processId, [before, after]);
  const rulesAfter = campaignRules(after, sources);
  const { steps } = rulesAfter.placement;
  const disabled = disabledNames(after.doc, sources);
  return {
    before,
    names,
    errors: [],
    found: {
      policy,
      settings,
      rulesBefore: campaignRules(before, sources),
      rulesAfter,
      warnings: (leadsOfSteps) =>
        lintPolicy({ policy, places, settings, steps, disabled, ...(leadsOfSteps && { leadsOfSteps }) }),
    },
  };
}

function disabledNames(
  { filterIds = [], filterGroupIds = [] }: Pick<Partial<Campaign>, 'filterIds' | 'filterGroupIds'>,
  { filters, groups, groupsAllowed }: CriteriaSources,
): readonly string[] {
  const attached = [
    ...filterIds.map((id) => filters.get(id)),
    ...filterGroupIds
      .map((id) => groups.get(id)?.doc)
      .map((group) => group && { ...group, enabled: group.enabled && groupsAllowed }),
  ];
  return attached.flatMap((each) => (each === undefined || each.enabled ? [] : [each.name]));
}
