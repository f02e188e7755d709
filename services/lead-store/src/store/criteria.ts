import type { FetchOrderPolicy } from '@firstring/domain/filters';
import type { CollectionSpec } from '@firstring/store';

/** What a campaign's filters come to; the id is the campaign's, the version is the revision that cards name. */
export interface CampaignCriteriaDoc {
  readonly processId: string;
  /** None: the campaign has no filters any more. */
  readonly stepNames: readonly string[];
  readonly isLayered: boolean;
  readonly policies: readonly FetchOrderPolicy[];
  /** R-83; a document of an earlier version has none. */
  readonly segments?: readonly { readonly segmentId: string; readonly agentIds: readonly string[] }[];
  /** SHA-256 of everything that decides a placement: another one is a new revision. */
  readonly digest: string;
  /** The same of what decides which leads are in which step, and the revision that changed it last; an earlier document has neither. */
  readonly stepsDigest?: string;
  readonly stepsSince?: number;
}

/** Only campaigns that have or had filters or segments have a document. */
export const CAMPAIGN_CRITERIA_DOCS: CollectionSpec = { name: 'campaign_criteria', version: 1, indexes: [] };
