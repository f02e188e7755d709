import { z } from 'zod';
import { reasonError } from '@firstring/contracts';
import { dayNumberOf, dayText } from '@firstring/domain';
import type { LeadPrices, Vendors } from '../../app/campaign-ports.ts';
import type { ConsoleEvents } from '../../events.ts';
import { vendorLinks, type VendorLinksDeps } from '../../app/vendor-links.ts';
import type { LeadPricesView } from '../../app/views/campaigns.ts';
import { processIn } from './call-params.ts';
import type { Endpoint } from './endpoint.ts';
import { id, readInput, requestId, text } from './input.ts';

export interface VendorRoutesDeps extends VendorLinksDeps {
  readonly vendors: Vendors;
  readonly leadPrices: LeadPrices;
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

const MICROS_MAX = 1_000_000_000_000;

const priceBody = z.strictObject({
  requestId,
  /** Empty: of all links of the vendor that have none of their own. */
  ingestLinkId: id.or(z.literal('')).default(''),
  /** UTC. */
  fromDay: z.iso.date(),
  /** Millionths of the currency; null: none from then on. */
  micros: z.int().min(0, 'not less than nothing').max(MICROS_MAX, 'at most a million').nullable(),
});

/** Who sends leads to a process, and what they cost. */
export function vendorEndpoints(deps: VendorRoutesDeps): Endpoint[] {
  return [...cardEndpoints(deps), ...priceEndpoints(deps)];
}

function priceEndpoints({ leadPrices, vendors, events, ...of }: VendorRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/vendors/:vendorId/prices',
      needs: ['vendor:read'],
      async handle(call): Promise<LeadPricesView> {
        const vendorId = readInput(id, call.request.params['vendorId']);
        const processId = processIn(call);
        const isAsked = (it: { readonly vendorId: string }): boolean => it.vendorId === vendorId;
        const [cards, all] = await Promise.all([vendors.list(processId), vendorLinks(of, processId)]);
        const links = all.filter(isAsked);
        // Vendors come from links, too: not each of them was entered by hand.
        if (links.length === 0 && !cards.some(isAsked)) throw reasonError('VENDOR_NOT_FOUND');
        const prices = (await leadPrices.list(processId)).filter(isAsked);
        return {
          prices: prices.map(({ ingestLinkId, fromDay, micros = null }) => ({
            ingestLinkId,
            fromDay: dayText(fromDay),
            micros,
          })),
          links: links.map(({ ingestLinkId, name }) => ({ ingestLinkId, name })),
        };
      },
    },
    {
      method: 'put',
      path: '/vendors/:vendorId/prices',
      needs: ['vendor:write'],
      audit: { action: 'vendor.price' },
      async handle(call) {
        const vendorId = readInput(id, call.request.params['vendorId']);
        const { fromDay, micros, ingestLinkId } = readInput(priceBody, call.request.body);
        const price = { vendorId, ingestLinkId, fromDay: dayNumberOf(fromDay) ?? 0 };
        await leadPrices.set(processIn(call), { ...price, micros: micros ?? undefined });
        call.note({ after: { ingestLinkId, fromDay, micros } });
        events.vendorChanged(call.actor.userId, vendorId);
        return {};
      },
    },
  ];
}

function cardEndpoints({ vendors, events }: VendorRoutesDeps): Endpoint[] {
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
