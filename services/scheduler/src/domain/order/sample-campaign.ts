import { cadencePolicy, dayText } from '@firstring/domain';
import type { Random } from '@firstring/kernel';
import type { IndexCard } from './card.ts';
import { OrderIndex } from './order-index.ts';
import { sampleCard, sampleLeadId } from './sample-card.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CAMPAIGN = 'campaign-1';

/** Forty zones; at 16:00 UTC about a tenth of the leads sleep. */
const ZONES = [
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Los_Angeles',
  'America/Phoenix',
  'America/Anchorage',
  'America/Toronto',
  'America/Halifax',
  'America/Mexico_City',
  'America/Bogota',
  'America/Lima',
  'America/Caracas',
  'America/Santiago',
  'America/Sao_Paulo',
  'America/Argentina/Buenos_Aires',
  'America/Montevideo',
  'America/Havana',
  'America/Panama',
  'America/St_Johns',
  'America/Winnipeg',
  'America/Regina',
  'America/Detroit',
  'America/Boise',
  'America/Vancouver',
  'America/Edmonton',
  'Europe/London',
  'Europe/Dublin',
  'Europe/Lisbon',
  'Europe/Berlin',
  'Europe/Paris',
  'Europe/Madrid',
  'Europe/Rome',
  'Europe/Warsaw',
  'Africa/Lagos',
  'Africa/Casablanca',
  'Atlantic/Azores',
  'Asia/Tokyo',
  'Asia/Shanghai',
  'Australia/Sydney',
  'Pacific/Auckland',
];

/** Monday, 16:00 UTC: open from the Pacific coast to Berlin. */
export const SAMPLE_NOW_AT = Date.UTC(2026, 5, 1, 16);

/** One campaign as B2 and B6 describe it: five classes of leads, forty zones, a tenth not callable now, one in a hundred excluded. */
export function sampleCampaign(leads: number, random: Random): OrderIndex {
  const order = new OrderIndex({ leadsMax: Math.max(leads + 1000, 1_000_000) });
  order.setCampaign(CAMPAIGN, {
    policy: cadencePolicy(),
    window: { startMinute: 8 * 60, endMinute: 21 * 60 },
  });
  for (let number = 0; number < leads; number += 1) {
    const card = sampleLead(number, random);
    order.upsert(card, SAMPLE_NOW_AT);
    if (number % 100 === 99) order.exclude(card.homeGuard, true, SAMPLE_NOW_AT);
  }
  return order;
}

/** A lead of one of five classes: first day, second day on, first week, long term, callback. */
export function sampleLead(number: number, random: Random): IndexCard {
  const zone = ZONES[random.int(ZONES.length)] ?? 'UTC';
  const ageDays = [0, 3, 5, 30, 2][number % 5] ?? 0;
  const attempts = [0, 3, 7, 9, 1][number % 5] ?? 0;
  const optInAt = SAMPLE_NOW_AT - ageDays * DAY_MS - random.int(8 * HOUR_MS);
  const lastAt = SAMPLE_NOW_AT - DAY_MS - random.int(2 * HOUR_MS);
  return sampleCard(number, {
    leadId: sampleLeadId(number),
    homeGuard: `+1${String(2_000_000_000 + number)}`,
    timeZone: zone,
    candidateZones: [zone],
    optInAt,
    cadenceAttempts: attempts,
    totalAttempts: attempts,
    ...(attempts === 0
      ? {}
      : {
          dayAttempts: 1,
          lastAttemptDay: dayText(Math.floor(lastAt / DAY_MS)),
          lastAttemptEndAt: lastAt,
          lastAttemptResult: 'no_answer' as const,
        }),
    ...(number % 5 === 4
      ? { dialState: 'callback' as const, callbackAt: SAMPLE_NOW_AT - random.int(HOUR_MS) }
      : {}),
  });
}
