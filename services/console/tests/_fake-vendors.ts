import { reasonError } from '@firstring/contracts';
import type {
  DispositionServiceImplementation,
  DispositionSet,
} from '@firstring/contracts/leads/disposition_service';
import type {
  LeadPrice,
  LeadPriceServiceImplementation,
} from '@firstring/contracts/leads/lead_price_service';
import type { Vendor, VendorServiceImplementation } from '@firstring/contracts/leads/vendor_service';
import { systemClock } from '@firstring/kernel/system';
import { SOLAR } from './_fake-lead-store.ts';

/** Vendors in a map. */
export function fakeVendors(): VendorServiceImplementation {
  const vendors = new Map<string, Vendor>();
  return {
    putVendor: async ({ vendor: given }) => {
      if (given === undefined) throw reasonError('INVALID_ARGUMENT');
      const vendorId = given.vendorId === '' ? `vendor-${vendors.size + 1}` : given.vendorId;
      const before = vendors.get(vendorId);
      if ((before?.version ?? 0n) !== given.version) throw reasonError('VERSION_CONFLICT');
      const createTime = before?.createTime ?? new Date(systemClock.now());
      const vendor = { ...given, vendorId, version: given.version + 1n, createTime };
      vendors.set(vendorId, vendor);
      return { vendor };
    },
    listVendors: async ({ processId }) => ({
      vendors: [...vendors.values()].filter((vendor) => vendor.processId === processId),
    }),
  };
}

/** Prices in a map. */
export function fakeLeadPrices(): LeadPriceServiceImplementation {
  const stored = new Map<string, LeadPrice>();
  return {
    setLeadPrice: async ({ price }) => {
      if (price === undefined) throw reasonError('INVALID_ARGUMENT');
      const { vendorId, ingestLinkId, fromDay } = price;
      stored.set([vendorId, ingestLinkId, fromDay].join(' '), price);
      return {};
    },
    listLeadPrices: async () => ({ prices: [...stored.values()] }),
  };
}

/** The process's dispositions: the demo campaign's until somebody changes them. */
export function fakeDispositions(): DispositionServiceImplementation {
  let stored: DispositionSet = { processId: 'p1', dispositions: SOLAR.dispositions, version: 0n };
  return {
    getDispositions: async ({ processId }) => ({ set: { ...stored, processId } }),
    putDispositions: async ({ set }) => {
      if (set === undefined) throw reasonError('INVALID_ARGUMENT');
      if (set.version !== stored.version) throw reasonError('VERSION_CONFLICT');
      stored = { ...set, version: set.version + 1n };
      return { set: stored };
    },
  };
}
