import { reasonError } from '@firstring/contracts';
import type { Stored } from '@firstring/store';
import type { VendorDoc } from '../store/configuration.ts';
import { createOnce } from './create-once.ts';
import type { LeadStoreDeps } from './ports.ts';
import { readProcess } from './processes.ts';
import { replaceOnce } from './replace-once.ts';

const LIST_MAX = 1000;

export interface PutVendor extends Omit<VendorDoc, 'createdAt'> {
  readonly vendorId: string | undefined;
  /** The version it replaces; 0 creates. */
  readonly expectedVersion: number;
}

/** Creates a vendor or replaces the version named. A name in use in the process is VERSION_CONFLICT in words. */
export async function putVendor(
  deps: LeadStoreDeps,
  { vendorId, expectedVersion, ...given }: PutVendor,
): Promise<Stored<VendorDoc>> {
  await readProcess(deps, given.processId);
  if (expectedVersion === 0) {
    const doc = { ...given, createdAt: deps.clock.now() };
    return createOnce(deps.vendors, vendorId, { doc, newId: deps.random.uuid() });
  }
  const before = await readVendor(deps, { processId: given.processId, vendorId: vendorId ?? '' });
  const doc = { ...given, createdAt: before.doc.createdAt };
  return replaceOnce(deps.vendors, { before, doc, expectedVersion });
}

export async function readVendor(
  deps: LeadStoreDeps,
  { processId, vendorId }: { readonly processId: string; readonly vendorId: string },
): Promise<Stored<VendorDoc>> {
  const vendor = await deps.vendors.get(vendorId);
  if (vendor === undefined || vendor.doc.processId !== processId) throw reasonError('VENDOR_NOT_FOUND');
  return vendor;
}

/** A process's vendors by name. */
export async function listVendors(
  deps: LeadStoreDeps,
  processId: string,
): Promise<readonly Stored<VendorDoc>[]> {
  const page = await deps.vendors.query({ index: 'process', equals: [processId], pageSize: LIST_MAX });
  return page.items;
}
