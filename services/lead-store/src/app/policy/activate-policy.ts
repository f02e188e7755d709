import { reasonError } from '@firstring/contracts';
import type { Stored } from '@firstring/store';
import type { CampaignDoc } from '../../store/configuration.ts';
import { putCampaign, toCampaign } from '../campaigns.ts';
import type { LeadStoreDeps } from '../ports.ts';
import { judgePolicy } from './judge-policy.ts';
import type { CampaignRef } from './read-policy.ts';

export interface ActivatePolicy extends CampaignRef {
  readonly requestId: string;
  readonly text: string;
  /** Of the campaign it replaces. */
  readonly version: number;
  readonly userId: string;
  readonly reason: string;
}

/** Makes a text the policy of its campaign, in one compare-and-set; POLICY_INVALID with the line of the first error. */
export async function activatePolicy(
  deps: LeadStoreDeps,
  { requestId, text, version, userId, reason, ...ref }: ActivatePolicy,
): Promise<Stored<CampaignDoc>> {
  const { before, errors, found } = await judgePolicy(deps, ref, text);
  // The same request again: it has its answer, whatever has become of what the text names.
  if (before.doc.requestId === requestId) return before;
  const [first] = errors;
  if (found === undefined) {
    const { line = 1, column = 1, message = 'it cannot be read', path = '' } = first ?? {};
    throw reasonError('POLICY_INVALID', {
      message: `line ${line}: ${message}`,
      details: { field: 'text', line: String(line), column: String(column), path },
    });
  }
  const campaign = { ...toCampaign(before), ...found.settings, version: BigInt(version) };
  return putCampaign(deps, { requestId, campaign, change: { userId, reason, text } });
}
