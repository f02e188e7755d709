import type { Source } from '../domain/take-submission.ts';
import type { LeadStoreDeps } from './ports.ts';

export type SourceRefusal = 'LINK_NOT_FOUND' | 'LINK_REVOKED';

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
  const zoneOfCampaign = new Map(campaigns.map(({ id, doc }) => [id, doc.timeZone]));
  const zoneOfProcess = new Map(processes.map(({ id, doc }) => [id, doc.timeZone]));
  const declared = new Map(
    parameters.map(({ id, doc }) => [id, new Set(doc.parameters.map(({ name }) => name))]),
  );
  const sources = new Map<string, Source | SourceRefusal>();
  for (const { id, doc } of links) {
    const timeZone = zoneOfCampaign.get(doc.campaignId) ?? zoneOfProcess.get(doc.processId) ?? 'UTC';
    const source = {
      ...doc,
      ingestLinkId: id,
      declared: declared.get(doc.processId) ?? new Set<string>(),
      timeZone,
    };
    sources.set(id, doc.revokedAt === undefined ? source : 'LINK_REVOKED');
  }
  return sources;
}
