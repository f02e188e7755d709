import type { Clock } from '@firstring/kernel';
import { z } from 'zod';
import type { Trunks } from '../../app/telephony-ports.ts';
import type { TrunksView } from '../../app/views/telephony.ts';
import type { ConsoleEvents } from '../../events.ts';
import type { Endpoint } from './endpoint.ts';
import { id, readInput, requestId, text } from './input.ts';

export interface TrunkRoutesDeps {
  readonly trunks: Trunks;
  readonly events: ConsoleEvents;
  readonly clock: Clock;
}

const WORD_CHARS = 128;
const word = text(WORD_CHARS);
const count = z.number().int().min(0).max(1_000_000);
const style = z.enum(['e164_plus', 'e164', 'national', 'international']);
const trunkId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'letters, digits, dots, dashes and underscores');

/** The shape only: what a setting may be is decided by the sip service, which names the field. */
const settings = z.strictObject({
  name: word,
  disabled: z.boolean(),
  priority: count,
  targets: z.array(z.strictObject({ address: word, priority: count, weight: count })).max(16),
  account: z.strictObject({ username: word, realm: word }),
  registration: z.strictObject({ enabled: z.boolean(), domain: word, user: word, expiresSeconds: count }),
  callerIds: z.array(z.strictObject({ number: word, processIds: z.array(id).max(100) })).max(1000),
  localPresence: z.boolean(),
  campaignIds: z.array(id).max(1000),
  callsPerSecond: z.number().min(0).max(10_000),
  callsMax: count,
  numberFormat: z.strictObject({
    calledStyle: style,
    callerStyle: style,
    countryCode: word,
    nationalPrefix: word,
    internationalPrefix: word,
    techPrefix: word,
    rules: z.array(z.strictObject({ prefix: word, replacement: word })).max(200),
  }),
  identity: z.strictObject({
    header: z.enum(['p_asserted', 'p_preferred', 'remote_party', 'none']),
    withhold: z.boolean(),
    diversion: word,
    attestation: z.enum(['unspecified', 'a', 'b', 'c']),
  }),
  media: z.strictObject({
    codecs: z.array(word).max(16),
    packetMs: count,
    earlyMedia: z.enum(['play', 'ringback']),
    direct: z.boolean(),
    delayedOffer: z.boolean(),
  }),
  probe: z.strictObject({
    off: z.boolean(),
    intervalSeconds: count,
    suspectAfter: count,
    downAfter: count,
    healthyAfter: count,
  }),
  followRedirects: z.boolean(),
  sourceAddresses: z.array(word).max(100),
});
const putBody = z.strictObject({ requestId, settings, password: z.string().max(WORD_CHARS).default('') });
const deleteQuery = z.object({ requestId });

/** Ways out to the telephone network. */
export function trunkEndpoints(deps: TrunkRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/telephony/trunks',
      needs: ['telephony:read'],
      async handle(): Promise<TrunksView> {
        return { trunks: await deps.trunks.list(), serverAt: deps.clock.now() };
      },
    },
    {
      method: 'put',
      path: '/telephony/trunks/:trunkId',
      needs: ['telephony:write'],
      audit: { action: 'trunk.put', chain: 'installation' },
      async handle({ request, actor }) {
        const name = readInput(trunkId, request.params['trunkId']);
        const { requestId: key, ...trunk } = readInput(putBody, request.body);
        const stored = await deps.trunks.put(name, trunk, key);
        deps.events.trunkChanged(actor.userId, name);
        return { trunkId: name, settings: stored };
      },
    },
    {
      method: 'delete',
      path: '/telephony/trunks/:trunkId',
      needs: ['telephony:write'],
      audit: { action: 'trunk.delete', chain: 'installation' },
      async handle({ request, actor }) {
        const name = readInput(trunkId, request.params['trunkId']);
        const query = readInput(deleteQuery, request.query);
        await deps.trunks.delete(name, query.requestId);
        deps.events.trunkDeleted(actor.userId, name);
      },
    },
  ];
}
