import { reasonError } from '@firstring/contracts';
import type { Stored } from '@firstring/store';
import type { LinkDoc, VendorPageDoc } from '../store/configuration.ts';
import { createOnce } from './create-once.ts';
import { hashToken, newToken } from './ingest-links.ts';
import type { LeadStoreDeps } from './ports.ts';

const LINKS_MAX = 200;
const PAGES_MAX = 1000;

/** A vendor's page with the vendor's name. */
export interface VendorPageView {
  readonly page: Stored<VendorPageDoc>;
  readonly vendorName: string;
}

/** A page for a vendor that has a link in this process. The token is shown once; a repeated request gets ''. */
export async function createVendorPage(
  deps: LeadStoreDeps,
  command: { readonly requestId: string; readonly processId: string; readonly vendorId: string },
): Promise<VendorPageView & { readonly token: string }> {
  const { processId, vendorId } = command;
  const vendorName = await vendorNameOf(deps, { processId, vendorId });
  if (vendorName === undefined) throw reasonError('LINK_NOT_FOUND');
  const token = newToken(deps);
  const doc = { ...command, tokenHash: hashToken(token), createdAt: deps.clock.now() };
  const page = await createOnce(deps.vendorPages, undefined, { doc, newId: deps.random.uuid() });
  return { page, vendorName, token: page.doc.tokenHash === doc.tokenHash ? token : '' };
}

/** Closes the page; a closed page is as one that never was. */
export async function revokeVendorPage(
  deps: LeadStoreDeps,
  ref: { readonly processId: string; readonly vendorPageId: string },
): Promise<void> {
  const page = await deps.vendorPages.get(ref.vendorPageId);
  if (page === undefined || page.doc.processId !== ref.processId) return;
  await deps.vendorPages.delete({ id: page.id, expectedVersion: page.version });
}

/** The open pages of a process, newest first. */
export async function listVendorPages(
  deps: LeadStoreDeps,
  processId: string,
): Promise<readonly VendorPageView[]> {
  const { items } = await deps.vendorPages.query({
    index: 'process',
    equals: [processId],
    order: 'desc',
    pageSize: PAGES_MAX,
  });
  return Promise.all(
    items.map(async (page) => ({ page, vendorName: (await vendorNameOf(deps, page.doc)) ?? '' })),
  );
}

export interface VendorLinkView {
  readonly link: Stored<LinkDoc>;
  readonly campaignName: string;
}

/** The vendor behind a page's token, and its links, newest first. VENDOR_PAGE_NOT_FOUND otherwise. */
export async function resolveVendorPage(
  deps: LeadStoreDeps,
  token: string,
): Promise<VendorPageView & { readonly links: readonly VendorLinkView[] }> {
  const page = await deps.vendorPages.getByKey('token', [hashToken(token)]);
  if (page === undefined) throw reasonError('VENDOR_PAGE_NOT_FOUND');
  const links = await linksOf(deps, page.doc, LINKS_MAX);
  const campaigns = await deps.campaigns.getMany([...new Set(links.map(({ doc }) => doc.campaignId))]);
  const names = new Map(campaigns.map(({ id, doc }) => [id, doc.name]));
  return {
    page,
    vendorName: links[0]?.doc.vendorName ?? '',
    links: links.map((link) => ({ link, campaignName: names.get(link.doc.campaignId) ?? '' })),
  };
}

type VendorRef = Pick<VendorPageDoc, 'processId' | 'vendorId'>;

async function linksOf(
  deps: LeadStoreDeps,
  { processId, vendorId }: VendorRef,
  pageSize: number,
): Promise<readonly Stored<LinkDoc>[]> {
  const equals = [processId, vendorId];
  return (await deps.links.query({ index: 'vendor', equals, order: 'desc', pageSize })).items;
}

async function vendorNameOf(deps: LeadStoreDeps, vendor: VendorRef): Promise<string | undefined> {
  return (await linksOf(deps, vendor, 1))[0]?.doc.vendorName;
}
