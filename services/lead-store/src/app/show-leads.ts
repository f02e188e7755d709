import { toTime } from '@firstring/contracts';
import type { Lead } from '@firstring/contracts/leads/lead';
import type { Stored } from '@firstring/store';
import type { LiveLead } from '../domain/lead.ts';
import { leadCard } from './lead-card.ts';
import type { LeadStoreDeps } from './ports.ts';

/** Leads as people see them, with the names their campaigns and vendors have now. */
export async function showLeads(deps: LeadStoreDeps, leads: readonly Stored<LiveLead>[]): Promise<Lead[]> {
  const [campaigns, links, lists] = await Promise.all([
    deps.campaigns.getMany(named(leads.map(({ doc }) => doc.campaignId))),
    deps.links.getMany(named(leads.map(({ doc }) => doc.ingestLinkId))),
    deps.lists.getMany(named(leads.map(({ doc }) => doc.listId))),
  ]);
  const campaignNames = new Map(campaigns.map(({ id, doc }) => [id, doc.name]));
  const vendorNames = new Map(links.map(({ id, doc }) => [id, doc.vendorName]));
  const listNames = new Map(lists.map(({ id, doc }) => [id, doc.state === 'deleted' ? '' : doc.name]));
  return leads.map(({ id, version, doc }) => ({
    card: leadCard(deps, { leadId: id, version, lead: doc }),
    vendorId: doc.vendorId,
    ingestLinkId: doc.ingestLinkId,
    callerIdRaw: doc.callerIdRaw,
    firstName: doc.firstName ?? '',
    lastName: doc.lastName ?? '',
    email: doc.email ?? '',
    custom: { ...doc.custom },
    createTime: toTime(doc.createdAt),
    updateTime: toTime(doc.updatedAt),
    campaignName: campaignNames.get(doc.campaignId) ?? '',
    vendorName: vendorNames.get(doc.ingestLinkId) ?? '',
    listName: listNames.get(doc.listId) ?? '',
    otherPhones: [...(doc.otherPhones ?? [])],
  }));
}

function named(ids: readonly string[]): string[] {
  return [...new Set(ids)].filter((id) => id !== '');
}
