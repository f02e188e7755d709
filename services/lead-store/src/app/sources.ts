import type { ParameterKind } from '../domain/custom-value.ts';
import type { Source } from '../domain/take-submission.ts';
import type { CampaignDoc } from '../store/configuration.ts';
import { stateOf } from './campaign-state-names.ts';
import { kindOf } from './custom-parameters.ts';
import type { LeadStoreDeps } from './ports.ts';

export type SourceRefusal = 'LINK_NOT_FOUND' | 'LINK_REVOKED' | 'CAMPAIGN_CLOSED';

/** The links of a batch with what their processes and campaigns say, or why a link takes nothing. Few links, few reads. */
export async function findSources(
  deps: LeadStoreDeps,
  ingestLinkIds: readonly string[],
): Promise<ReadonlyMap<string, Source | SourceRefusal>> {
  const links = await deps.links.getMany([...new Set(ingestLinkIds)]);
  const processIds = [...new Set(links.map((link) => link.doc.processId))];
  const [campaigns, processes, parameters] = await Promise.all([
    deps.campaigns.getMany([...new Set(links.map((link) => link.doc.campaignId))]),
    deps.processes.getMany(processIds),
    deps.parameters.getMany(processIds),
  ]);
  const campaignOf = new Map(campaigns.map(({ id, doc }) => [id, doc]));
  const zoneOfProcess = new Map(processes.map(({ id, doc }) => [id, doc.timeZone]));
  const declared = new Map(
    parameters.map(({ id, doc }) => [id, new Map(doc.parameters.map((each) => [each.name, kindOf(each)]))]),
  );
  const sources = new Map<string, Source | SourceRefusal>();
  for (const { id, doc } of links) {
    const campaign = campaignOf.get(doc.campaignId);
    const timeZone = campaign?.timeZone ?? zoneOfProcess.get(doc.processId) ?? 'UTC';
    const source = {
      ...doc,
      ingestLinkId: id,
      declared: declared.get(doc.processId) ?? new Map<string, ParameterKind>(),
      timeZone,
    };
    if (doc.revokedAt !== undefined) sources.set(id, 'LINK_REVOKED');
    else sources.set(id, campaign !== undefined && takesNothing(campaign) ? 'CAMPAIGN_CLOSED' : source);
  }
  return sources;
}

/** A closed campaign takes no leads unless it keeps them; a paused one takes all, nobody is shown them yet. */
function takesNothing(campaign: CampaignDoc): boolean {
  return stateOf(campaign.state) === 'closed' && campaign.keepWhenClosed !== true;
}
