import { reasonError, toTime } from '@firstring/contracts';
import type { Campaign } from '@firstring/contracts/leads/lead_events';
import type { PolicyServiceImplementation, PolicyVersion } from '@firstring/contracts/leads/policy_service';
import { systemClock } from '@firstring/kernel/system';
import {
  diffPolicy,
  fromPolicy,
  lintPolicy,
  parsePolicy,
  printPolicy,
  toPolicy,
  withDefaults,
} from '@firstring/policy';
import type { FakeLeadStore } from './_fake-lead-store.ts';

const ZONE = 'America/Chicago';
const NAMES = { lists: [{ id: 'list-1', name: 'Web forms' }], filters: [], filterGroups: [] };

/** Policies of the fake lead-store's campaigns, by the real package; every lead moves from P1 to P2. */
export class FakePolicies {
  readonly versions: { version: PolicyVersion; text: string }[] = [];
  readonly #leadStore: FakeLeadStore;

  constructor(leadStore: FakeLeadStore) {
    this.#leadStore = leadStore;
  }

  readonly service: PolicyServiceImplementation = {
    getPolicy: async (ref) => {
      const campaign = this.#campaign(ref);
      return { text: printPolicy(toPolicy(campaign, NAMES)), campaignVersion: campaign.version };
    },
    checkPolicy: async ({ text, countMoves, ...ref }) => {
      const campaign = this.#campaign(ref);
      const { errors, settings, policy, places } = this.#read(campaign, text);
      const found = { errors: [...errors], movesStarting: false, campaignVersion: campaign.version };
      if (settings === undefined || policy === undefined)
        return { ...found, warnings: [], changes: [], moves: [] };
      const names = NAMES;
      return {
        ...found,
        warnings: [...lintPolicy({ policy, places, settings })],
        changes: [...diffPolicy(toPolicy(campaign, names), toPolicy(settings, names))],
        moves: countMoves ? [{ before: 'P1', after: 'P2', leads: 12n }] : [],
        movesAsOf: countMoves ? toTime(systemClock.now()) : undefined,
      };
    },
    activatePolicy: async ({ text, campaignVersion, userId, reason, ...ref }) => {
      const before = this.#campaign(ref);
      if (before.version !== campaignVersion) throw reasonError('VERSION_CONFLICT');
      const { settings } = this.#read(before, text);
      if (settings === undefined) throw reasonError('POLICY_INVALID');
      const campaign = { ...before, ...settings, version: before.version + 1n };
      this.#leadStore.campaigns.set(campaign.campaignId, campaign);
      const changeTime = toTime(systemClock.now());
      const version = { campaignVersion: campaign.version, changeTime, userId, reason, byForm: false };
      this.versions.unshift({ version, text });
      return { campaign };
    },
    listPolicyVersions: async () => ({ versions: this.versions.map(({ version }) => version) }),
    getPolicyVersion: async ({ campaignVersion }) => {
      const found = this.versions.find(({ version }) => version.campaignVersion === campaignVersion);
      if (found === undefined) throw reasonError('POLICY_VERSION_NOT_FOUND');
      return found;
    },
  };

  #campaign({ processId, campaignId }: { processId: string; campaignId: string }): Campaign {
    const campaign = this.#leadStore.campaigns.get(campaignId);
    if (campaign?.processId !== processId) throw reasonError('CAMPAIGN_NOT_FOUND');
    return campaign;
  }

  #read(campaign: Campaign, text: string) {
    const { policy, places, problems } = parsePolicy(text);
    if (policy === undefined) return { errors: problems, places };
    const { dispositions } = campaign;
    const made = fromPolicy(policy, { names: NAMES, dispositions, places });
    if (made.problems.length > 0) return { errors: made.problems, places };
    return { errors: [], places, policy, settings: withDefaults(made.settings, ZONE) };
  }
}
