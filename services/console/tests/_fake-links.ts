import { reasonError } from '@firstring/contracts';
import type { IngestLink } from '@firstring/contracts/leads/configuration_service';
import type { LinkServiceImplementation, VendorPage } from '@firstring/contracts/leads/link_service';
import { systemClock } from '@firstring/kernel/system';

const unimplemented = async (): Promise<never> => {
  throw reasonError('INTERNAL', { message: 'not part of this fake' });
};

/** The lead store's LinkService over the fake's own links. */
export class FakeLinks {
  readonly pages = new Map<string, VendorPage>();
  readonly #links: Map<string, IngestLink>;
  #made = 0;

  constructor(links: Map<string, IngestLink>) {
    this.#links = links;
  }

  readonly service: LinkServiceImplementation = {
    updateLinkProfile: async ({ profile, version, ...ref }) => {
      const link = this.#find(ref);
      if (link.version !== version) throw reasonError('VERSION_CONFLICT');
      if (profile?.fieldMap['bad'] !== undefined) {
        throw reasonError('INVALID_ARGUMENT', {
          message: 'profile.field_map must name our fields by letters, digits and underscores',
          details: { field: 'profile.field_map' },
        });
      }
      return { link: this.#put({ ...link, profile }) };
    },
    createLinkKey: async ({ kind, ...ref }) => {
      const link = this.#find(ref);
      if (link.keys.filter((key) => key.kind === kind).length >= 2) throw reasonError('LINK_KEYS_FULL');
      this.#made += 1;
      const key = { keyId: `key-${this.#made}`, kind, createTime: new Date(systemClock.now()) };
      return {
        link: this.#put({ ...link, keys: [...link.keys, key] }),
        secret: `secret-of-key-${this.#made}`,
      };
    },
    revokeLinkKey: async ({ keyId, ...ref }) => {
      const link = this.#find(ref);
      return { link: this.#put({ ...link, keys: link.keys.filter((key) => key.keyId !== keyId) }) };
    },
    checkSubmissions: unimplemented,
    convertLead: unimplemented,
    createVendorPage: async ({ processId, vendorId }) => {
      const link = [...this.#links.values()].find((each) => each.vendorId === vendorId);
      if (link === undefined) throw reasonError('LINK_NOT_FOUND');
      this.#made += 1;
      const page: VendorPage = {
        vendorPageId: `page-${this.#made}`,
        processId,
        vendorId,
        vendorName: link.vendorName,
        createTime: new Date(systemClock.now()),
      };
      this.pages.set(page.vendorPageId, page);
      return { page, token: `token-of-${page.vendorPageId}` };
    },
    revokeVendorPage: async ({ processId, vendorPageId }) => {
      if (this.pages.get(vendorPageId)?.processId === processId) this.pages.delete(vendorPageId);
      return {};
    },
    listVendorPages: async ({ processId }) => ({
      pages: [...this.pages.values()].filter((page) => page.processId === processId),
    }),
    resolveVendorPage: unimplemented,
  };

  #find({ processId, ingestLinkId }: { processId: string; ingestLinkId: string }): IngestLink {
    const link = this.#links.get(ingestLinkId);
    if (link?.processId !== processId) throw reasonError('LINK_NOT_FOUND');
    return link;
  }

  #put(link: IngestLink): IngestLink {
    const stored = { ...link, version: link.version + 1n };
    this.#links.set(link.ingestLinkId, stored);
    return stored;
  }
}
