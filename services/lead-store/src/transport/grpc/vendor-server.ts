import { toTime } from '@firstring/contracts';
import type { Vendor, VendorServiceDefinition } from '@firstring/contracts/leads/vendor_service';
import { isCountry } from '@firstring/domain/phone';
import type { ServiceImplementation } from '@firstring/service-kit';
import type { Stored } from '@firstring/store';
import type { LeadStoreDeps } from '../../app/ports.ts';
import { listVendors, putVendor, type PutVendor } from '../../app/vendors.ts';
import type { VendorDoc } from '../../store/configuration.ts';
import { id, invalid, name, optionalId, requestId, text, version } from './decode.ts';

const NOTE_CHARS_MAX = 2000;

/** The method table of VendorService: decode, use case, encode. */
export function vendorServer(deps: LeadStoreDeps): ServiceImplementation<typeof VendorServiceDefinition> {
  return {
    async putVendor(request) {
      const vendor = decodeVendor(requestId(request.requestId), request.vendor);
      return { vendor: encodeVendor(await putVendor(deps, vendor)) };
    },
    async listVendors(request) {
      const vendors = await listVendors(deps, id(request.processId, 'process_id'));
      return { vendors: vendors.map(encodeVendor) };
    },
  };
}

function decodeVendor(request: string, wire: Vendor | undefined): PutVendor {
  if (wire === undefined) throw invalid('vendor', 'is required');
  const defaultCountry = wire.defaultCountry.toUpperCase();
  if (defaultCountry !== '' && !isCountry(defaultCountry)) {
    throw invalid('vendor.default_country', 'must be an ISO 3166 alpha-2 code');
  }
  return {
    requestId: request,
    vendorId: optionalId(wire.vendorId, 'vendor.vendor_id'),
    processId: id(wire.processId, 'vendor.process_id'),
    name: name(wire.name, 'vendor.name'),
    contact: text(wire.contact, 'vendor.contact'),
    defaultCountry,
    note: text(wire.note, 'vendor.note', NOTE_CHARS_MAX),
    disabled: wire.disabled,
    expectedVersion: version(wire.version, 'vendor.version'),
  };
}

function encodeVendor({ id: vendorId, version: stored, doc }: Stored<VendorDoc>): Vendor {
  const { requestId: _request, createdAt, ...vendor } = doc;
  return { ...vendor, vendorId, version: BigInt(stored), createTime: toTime(createdAt) };
}
