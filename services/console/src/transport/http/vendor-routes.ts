import { z } from 'zod';
import type { Vendors } from '../../app/campaign-ports.ts';
import type { ConsoleEvents } from '../../events.ts';
import { processIn } from './call-params.ts';
import type { Endpoint } from './endpoint.ts';
import { id, readInput, requestId, text } from './input.ts';

export interface VendorRoutesDeps {
  readonly vendors: Vendors;
  readonly events: ConsoleEvents;
}

const vendorFields = {
  requestId,
  name: text(100).trim().min(1),
  contact: text(256).default(''),
  defaultCountry: z
    .string()
    .regex(/^([A-Z]{2})?$/, 'two capital letters')
    .default(''),
  note: text(2000).default(''),
  disabled: z.boolean().default(false),
};
const createBody = z.strictObject(vendorFields);
const changeBody = z.strictObject({ ...vendorFields, version: z.number().int().min(1) });
/** Who sends leads to a process. */
export function vendorEndpoints({ vendors, events }: VendorRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/vendors',
      needs: ['vendor:read'],
      handle: async (call) => ({ vendors: await vendors.list(processIn(call)) }),
    },
    {
      method: 'post',
      path: '/vendors',
      needs: ['vendor:write'],
      audit: { action: 'vendor.create' },
      async handle(call) {
        const { requestId: key, ...settings } = readInput(createBody, call.request.body);
        const vendor = await vendors.put(key, processIn(call), { ...settings, vendorId: '', version: 0 });
        call.note({ resourceId: vendor.vendorId });
        events.vendorChanged(call.actor.userId, vendor.vendorId);
        return vendor;
      },
    },
    {
      method: 'put',
      path: '/vendors/:vendorId',
      needs: ['vendor:write'],
      audit: { action: 'vendor.update' },
      async handle(call) {
        const { requestId: key, ...settings } = readInput(changeBody, call.request.body);
        const vendorId = readInput(id, call.request.params['vendorId']);
        const vendor = await vendors.put(key, processIn(call), { ...settings, vendorId });
        events.vendorChanged(call.actor.userId, vendor.vendorId);
        return vendor;
      },
    },
  ];
}
