import type { CampaignRef } from './campaign-ports.ts';
import type { CheckedPolicyView, PolicyText, PolicyVersionView } from './views/policies.ts';

/** Policies as lead-store keeps them. Failures are AppErrors of the catalogue: POLICY_INVALID, VERSION_CONFLICT, CAMPAIGN_CLOSED. */
export interface Policies {
  get(ref: CampaignRef): Promise<PolicyText>;
  check(ref: CampaignRef, text: string, countMoves: boolean): Promise<CheckedPolicyView>;
  activate(
    requestId: string,
    policy: CampaignRef & PolicyText & { userId: string; reason: string },
  ): Promise<number>;
  versions(ref: CampaignRef): Promise<readonly (Omit<PolicyVersionView, 'userName'> & { userId: string })[]>;
  version(ref: CampaignRef, version: number): Promise<PolicyText>;
}
