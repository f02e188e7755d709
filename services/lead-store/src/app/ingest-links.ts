import { createHash } from 'node:crypto';
import { reasonError } from '@firstring/contracts';
import { updateDocument } from '@firstring/service-kit';
import type { Page, Stored } from '@firstring/store';
import type { IgnoredCountsDoc, LinkDoc, VendorDoc } from '../store/configuration.ts';
import { stateOf } from './campaign-state-names.ts';
import { readCampaign } from './campaigns.ts';
import { createOnce } from './create-once.ts';
import { readDeclaredNames } from './custom-parameters.ts';
import type { LeadStoreDeps } from './ports.ts';

const TOKEN_BYTES = 24;

export interface CreateLink {
  readonly requestId: string;
  readonly processId: string;
  readonly campaignId: string;
  readonly ingestLinkId: string | undefined;
  readonly vendorId: string | undefined;
  readonly vendorName: string;
  readonly defaultCountry: string;
  readonly emptyClears: boolean;
  /** For reproducible demos; generated otherwise. */
  readonly token: string | undefined;
}

/** A link with what belongs to showing it. */
export interface LinkView {
  readonly link: Stored<LinkDoc>;
  /** Names of the process's declared custom parameters. */
  readonly declared: readonly string[];
  readonly ignored: IgnoredCountsDoc['counts'];
}

/** a link for one vendor in one campaign. The token is shown once and stored as a hash; a repeated request gets ''. */
export async function createLink(
  deps: LeadStoreDeps,
  command: CreateLink,
): Promise<LinkView & { readonly token: string }> {
  const campaign = await readCampaign(deps, command);
  if (stateOf(campaign.doc.state) === 'closed') throw reasonError('CAMPAIGN_CLOSED');
  const vendor = await knownVendor(deps, command);
  if (vendor?.disabled === true) throw reasonError('VENDOR_DISABLED');
  const token = command.token ?? newToken(deps);
  const doc: LinkDoc = {
    requestId: command.requestId,
    processId: command.processId,
    campaignId: command.campaignId,
    vendorId: command.vendorId ?? deps.random.uuid(),
    vendorName: vendor?.name ?? command.vendorName,
    defaultCountry: command.defaultCountry || (vendor?.defaultCountry ?? ''),
    emptyClears: command.emptyClears,
    tokenHash: hashToken(token),
    createdAt: deps.clock.now(),
  };
  const link = await createOnce(deps.links, command.ingestLinkId, { doc, newId: deps.random.uuid() });
  return { ...(await viewLink(deps, link)), token: link.doc.tokenHash === doc.tokenHash ? token : '' };
}

/** The process's vendor with this id; links may name one that nobody has entered. */
async function knownVendor(
  deps: LeadStoreDeps,
  { processId, vendorId }: CreateLink,
): Promise<VendorDoc | undefined> {
  const vendor = vendorId === undefined ? undefined : await deps.vendors.get(vendorId);
  return vendor?.doc.processId === processId ? vendor.doc : undefined;
}

/** The live link of a token: LINK_NOT_FOUND or LINK_REVOKED otherwise. */
export async function resolveLink(deps: LeadStoreDeps, token: string): Promise<LinkView> {
  const link = await deps.links.getByKey('token', [hashToken(token)]);
  if (link === undefined) throw reasonError('LINK_NOT_FOUND');
  if (link.doc.revokedAt !== undefined) throw reasonError('LINK_REVOKED');
  return { link, declared: await readDeclaredNames(deps, link.doc.processId), ignored: [] };
}

/** submissions through the link are answered 410 from now on. Revoking it again changes nothing. */
export async function revokeLink(deps: LeadStoreDeps, ref: LinkRef): Promise<LinkView> {
  const nowAt = deps.clock.now();
  const revoked = await changeLink(deps, ref, (before) =>
    before.revokedAt === undefined ? { ...before, revokedAt: nowAt } : undefined,
  );
  if (revoked.changed) deps.events.linkRevoked({ processId: ref.processId, ingestLinkId: ref.ingestLinkId });
  return viewLink(deps, revoked.link);
}

export interface LinkRef {
  readonly processId: string;
  readonly ingestLinkId: string;
}

/** The one way a link changes. The step answers undefined when there is nothing to change, and may throw to refuse. */
export function changeLink(
  deps: LeadStoreDeps,
  ref: LinkRef,
  step: (before: LinkDoc, version: number) => LinkDoc | undefined,
): Promise<{ readonly link: Stored<LinkDoc>; readonly changed: boolean }> {
  return updateDocument(deps.links, ref.ingestLinkId, (before, nextVersion) => {
    if (before?.processId !== ref.processId) throw reasonError('LINK_NOT_FOUND');
    const doc = step(before, nextVersion - 1);
    const version = doc === undefined ? nextVersion - 1 : nextVersion;
    const link = { id: ref.ingestLinkId, version, doc: doc ?? before };
    return { answer: { link, changed: doc !== undefined }, doc };
  });
}

export interface ListLinks {
  readonly processId: string;
  /** Undefined: of all campaigns, one after the other. */
  readonly campaignId: string | undefined;
  readonly pageSize: number;
  readonly pageToken?: string | undefined;
}

/** The links of a campaign, newest first, with how often which undeclared parameter came through each. */
export async function listLinks(
  deps: LeadStoreDeps,
  { processId, campaignId, pageSize, pageToken }: ListLinks,
): Promise<{ readonly links: readonly LinkView[]; readonly nextPageToken: string | undefined }> {
  const equals = campaignId === undefined ? [processId] : [processId, campaignId];
  const page: Page<LinkDoc> = await deps.links.query({
    index: 'campaign',
    equals,
    order: 'desc',
    pageSize,
    pageToken,
  });
  const counts = await deps.ignoredCounts.getMany(page.items.map(({ id }) => id));
  const ignoredOf = new Map(counts.map(({ id, doc }) => [id, doc.counts]));
  const declared = await readDeclaredNames(deps, processId);
  const links = page.items.map((link) => ({ link, declared, ignored: ignoredOf.get(link.id) ?? [] }));
  return { links, nextPageToken: page.nextPageToken };
}

export async function viewLink(deps: LeadStoreDeps, link: Stored<LinkDoc>): Promise<LinkView> {
  const [declared, counts] = await Promise.all([
    readDeclaredNames(deps, link.doc.processId),
    deps.ignoredCounts.get(link.id),
  ]);
  return { link, declared, ignored: counts?.doc.counts ?? [] };
}

export function newToken({ random }: Pick<LeadStoreDeps, 'random'>): string {
  return Buffer.from(random.bytes(TOKEN_BYTES)).toString('base64url');
}

/** Tokens and keys are long and random: a plain hash keeps them. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
