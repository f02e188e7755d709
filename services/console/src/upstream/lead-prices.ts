import { LeadPriceServiceDefinition } from '@firstring/contracts/leads/lead_price_service';
import { dayNumberOf, dayText } from '@firstring/domain';
import type { GrpcClients } from '@firstring/service-kit';
import type { LeadPrices } from '../app/campaign-ports.ts';

/** Prices behind the lead store's port. */
export function createLeadPrices(clients: GrpcClients, address: string): LeadPrices {
  const service = clients.client(LeadPriceServiceDefinition, address);
  return {
    async list(processId) {
      const { prices } = await service.listLeadPrices({ processId });
      return prices.map(({ fromDay, priceMicros, ...of }) => ({
        ...of,
        fromDay: dayNumberOf(fromDay) ?? 0,
        micros: priceMicros === undefined ? undefined : Number(priceMicros),
      }));
    },
    async set(processId, { fromDay, micros, ...of }) {
      const price = { ...of, fromDay: dayText(fromDay) };
      const priceMicros = micros === undefined ? {} : { priceMicros: BigInt(micros) };
      await service.setLeadPrice({ processId, price: { ...price, ...priceMicros } });
    },
  };
}
