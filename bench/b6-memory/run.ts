import { seededRandom } from '@firstring/kernel/testing';
import { sampleCampaign, sampleLead } from '../../services/scheduler/src/domain/order/sample-campaign.ts';
import { figure, type Figure } from '../figure.ts';
import { garbageCollector } from '../garbage-collector.ts';

/** B6: memory of a queued lead with everything it needs, against a plain object in a Map. */
export async function run({ small, large = false }: { small: boolean; large?: boolean }): Promise<Figure[]> {
  const size = small ? 50_000 : large ? 10_000_000 : 1_000_000;
  const at = small ? '50k' : large ? '10M' : '1M';
  const order = bytesOf(() => sampleCampaign(size, seededRandom('b6')), size);
  const baselineSize = small ? size : 200_000;
  const baseline = bytesOf(() => plainObjects(baselineSize), baselineSize);
  const base = { bench: 'B6', at, unit: 'bytes' };
  return [
    // A small campaign pays for chunks and reserves it does not fill: judged only at a million.
    figure({ ...base, figure: 'bytes_per_lead', value: order, goal: small ? '' : large ? '<=100' : '<=150' }),
    figure({ ...base, figure: 'bytes_per_object_in_map', value: baseline, goal: '' }),
  ];
}

function plainObjects(size: number): Map<string, object> {
  const random = seededRandom('b6');
  const leads = new Map<string, object>();
  for (let number = 0; number < size; number += 1) {
    const card = sampleLead(number, random);
    leads.set(card.leadId, card);
  }
  return leads;
}

/** Resident memory after collection, minus what it was before. */
function bytesOf(make: () => unknown, count: number): number {
  const collect = garbageCollector();
  collect();
  const before = process.memoryUsage.rss();
  const kept = make();
  collect();
  const bytes = (process.memoryUsage.rss() - before) / count;
  // Used after the measurement, so that it is not collected before it.
  if (kept === undefined) throw new Error('nothing was made');
  return bytes;
}

if (import.meta.main) {
  for (const measured of await run({ small: process.argv.includes('--small') })) {
    process.stdout.write(`${JSON.stringify(measured)}\n`);
  }
}
