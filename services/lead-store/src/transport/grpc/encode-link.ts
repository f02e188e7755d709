import { toTime } from '@firstring/contracts';
import type { IngestLink } from '@firstring/contracts/leads/configuration_service';
import { LinkKeyKind, type LinkSecret } from '@firstring/contracts/leads/link';
import type { LinkView } from '../../app/ingest-links.ts';
import type { LinkDoc, LinkKeyDoc } from '../../store/configuration.ts';

/** A link for people: no token, no secret. */
export function encodeLink({ link, declared, ignored }: LinkView): IngestLink {
  const { doc } = link;
  return {
    ingestLinkId: link.id,
    processId: doc.processId,
    campaignId: doc.campaignId,
    vendorId: doc.vendorId,
    vendorName: doc.vendorName,
    defaultCountry: doc.defaultCountry,
    revoked: doc.revokedAt !== undefined,
    createTime: toTime(doc.createdAt),
    emptyClears: doc.emptyClears,
    customParameters: [...declared],
    ignoredParameters: ignored.map((entry) => ({ name: entry.name, count: BigInt(entry.count) })),
    profile: doc.profile,
    keys: (doc.keys ?? []).map((key) => ({
      keyId: key.keyId,
      kind: KINDS[key.kind],
      createTime: toTime(key.createdAt),
    })),
    version: BigInt(link.version),
  };
}

/** What ingest checks credentials with. */
export function encodeSecrets(doc: LinkDoc): LinkSecret[] {
  return (doc.keys ?? []).map((key) => ({
    keyId: key.keyId,
    kind: KINDS[key.kind],
    value: key.kind === 'key' ? key.hash : key.secret,
  }));
}

const KINDS: Readonly<Record<LinkKeyDoc['kind'], LinkKeyKind>> = {
  key: LinkKeyKind.LINK_KEY_KIND_KEY,
  signature: LinkKeyKind.LINK_KEY_KIND_SIGNATURE,
};
