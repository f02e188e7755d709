import type { BencodeDictionary } from './bencode.ts';
import type { RelayPort } from './relay-port.ts';
import type { Call, CallSide } from './session.ts';

/** The answer to `query`, in the shape rtpengine gives it (as far as ng-query.ts reads it). Instants are whole seconds. */
export function queryBody(call: Call, portOf: (side: CallSide) => RelayPort | undefined): BencodeDictionary {
  const created = Math.floor(call.createdAt / 1000);
  let packets = 0;
  let bytes = 0;
  const tags: Record<string, BencodeDictionary> = {};
  for (const side of call.sides.values()) {
    const port = portOf(side);
    packets += port?.stats.packets ?? 0;
    bytes += port?.stats.bytes ?? 0;
    tags[side.tag] = {
      tag: side.tag,
      created,
      medias: [{ index: 1, type: 'audio', streams: streamsOf(port, created) }],
    };
  }
  return { created, tags, totals: { RTP: { packets, bytes, errors: 0 } } };
}

function streamsOf(port: RelayPort | undefined, created: number): BencodeDictionary[] {
  if (port === undefined) return [];
  const { stats, target } = port;
  return [
    {
      'local port': port.rtpPort,
      ...(target !== undefined && { endpoint: { ...target } }),
      'last packet': stats.lastPacketAt === undefined ? created : Math.floor(stats.lastPacketAt / 1000),
      stats: { packets: stats.packets, bytes: stats.bytes, errors: stats.refused },
    },
  ];
}
