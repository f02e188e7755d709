import type { LeadPrice, LeadPriceServiceDefinition } from '@firstring/contracts/leads/lead_price_service';
import { dayNumberOf } from '@firstring/domain';
import type { ServiceImplementation } from '@firstring/service-kit';
import { listLeadPrices, setLeadPrice } from '../../app/lead-prices.ts';
import type { LeadStoreDeps } from '../../app/ports.ts';
import type { LeadPriceDoc } from '../../store/configuration.ts';
import { id, invalid, optionalId } from './decode.ts';

/** A million: what costs more is a mistake. */
const MICROS_MAX = 1_000_000_000_000n;

/** The method table of LeadPriceService: decode, use case, encode. */
export function leadPriceServer(
  deps: LeadStoreDeps,
): ServiceImplementation<typeof LeadPriceServiceDefinition> {
  return {
    async setLeadPrice({ processId, price }) {
      if (price === undefined) throw invalid('price', 'is required');
      await setLeadPrice(deps, {
        processId: id(processId, 'process_id'),
        vendorId: id(price.vendorId, 'price.vendor_id'),
        ingestLinkId: optionalId(price.ingestLinkId, 'price.ingest_link_id') ?? '',
        price: decodePrice(price),
      });
      return {};
    },
    async listLeadPrices(request) {
      const docs = await listLeadPrices(deps, id(request.processId, 'process_id'));
      return { prices: docs.flatMap(encodePrices) };
    },
  };
}

function decodePrice({ fromDay, priceMicros }: LeadPrice): LeadPriceDoc['prices'][number] {
  if (dayNumberOf(fromDay) === undefined) throw invalid('price.from_day', 'must be a day, 2026-11-22');
  if (priceMicros === undefined) return { fromDay };
  if (priceMicros < 0n || priceMicros > MICROS_MAX) {
    throw invalid('price.price_micros', 'must be from 0 to a million');
  }
  return { fromDay, micros: Number(priceMicros) };
}

function encodePrices({ vendorId, ingestLinkId, prices }: LeadPriceDoc): LeadPrice[] {
  return prices.map(({ fromDay, micros }) => ({
    vendorId,
    ingestLinkId,
    fromDay,
    ...(micros === undefined ? {} : { priceMicros: BigInt(micros) }),
  }));
}
