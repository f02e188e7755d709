import { readCampaign } from '../campaigns.ts';
import type { PlacementsAnswer } from '../../domain/filter-columns/placement-pass.ts';
import type { FilterIndex } from '../filter-index/filter-index.ts';
import type { LeadStoreDeps } from '../ports.ts';
import type { ScriptKeys } from '../scripts/script-keys.ts';
import type { CriteriaBook } from './criteria-book.ts';
import type { CriteriaKeeper } from './criteria-keeper.ts';

export interface CriteriaDeps {
  readonly deps: LeadStoreDeps;
  readonly book: Pick<CriteriaBook, 'campaign'>;
  readonly keeper: Pick<CriteriaKeeper, 'settled'>;
  readonly index: Pick<FilterIndex, 'placements'>;
  readonly scriptKeys: Pick<ScriptKeys, 'complete'>;
}

export interface PlacedLeads {
  readonly revision: number;
  readonly sortKeyCount: number;
  readonly leads: PlacementsAnswer;
}

/** Where every lead of a campaign stands by its newest criteria; nothing for a campaign without filters. */
export async function* streamPlacements(
  { deps, book, keeper, index, scriptKeys }: CriteriaDeps,
  ref: { readonly processId: string; readonly campaignId: string },
): AsyncGenerator<PlacedLeads> {
  await readCampaign(deps, ref);
  // Who asks has read an event of the newest revision: the book must not be older.
  await keeper.settled();
  const campaign = book.campaign(ref.processId, ref.campaignId);
  if (campaign === undefined) return;
  const { rules } = campaign.placement;
  const of = { processId: ref.processId, rules };
  for await (const piece of index.placements(of)) {
    const leads = await scriptKeys.complete(of, piece);
    yield { revision: campaign.revision, sortKeyCount: rules.sortKeys.length, leads };
  }
}
