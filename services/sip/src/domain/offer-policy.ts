import type { MediaPolicy } from './trunk.ts';

/** What may be offered to one phone or trunk. */
export type OfferPolicy = Pick<MediaPolicy, 'codecs' | 'packetMs'>;

/** Payload types that need no rtpmap (RFC 3551). */
const STATIC_CODECS: ReadonlyMap<string, string> = new Map([
  ['0', 'pcmu'],
  ['3', 'gsm'],
  ['8', 'pcma'],
  ['9', 'g722'],
  ['18', 'g729'],
]);
const CODEC = /^[A-Za-z0-9._-]{1,32}$/;
const CODECS_MAX = 16;
const PACKET_MS = [0, 10, 20, 30, 40, 60];
/** Not voice: kept whatever the policy says. */
const COMPANIONS: ReadonlySet<string> = new Set(['telephone-event', 'cn']);

export function isOfferPolicy({ codecs, packetMs }: OfferPolicy): boolean {
  return (
    codecs.length <= CODECS_MAX && codecs.every((codec) => CODEC.test(codec)) && PACKET_MS.includes(packetMs)
  );
}

/**
 * An offer of ours as the policy wants it: only its codecs, in its order, with its packet time. Undefined when no codec is left: there
 * is nothing that both would speak.
 */
export function applyMediaPolicy(sdp: string, policy: OfferPolicy): string | undefined {
  if (policy.codecs.length === 0 && policy.packetMs === 0) return sdp;
  const lines = sdp.split('\r\n');
  const audio = lines.findIndex((line) => line.startsWith('m=audio '));
  if (audio === -1) return sdp;
  const next = lines.findIndex((line, index) => index > audio && line.startsWith('m='));
  const end = next === -1 ? lines.length : next;
  const section = lines.slice(audio, end);
  const kept = keptPayloads(section, policy.codecs);
  if (kept === undefined) return undefined;
  const filtered = section.filter((line) => {
    const payload = /^a=(?:rtpmap|fmtp|rtcp-fb):(\d+) /.exec(line)?.[1];
    return payload === undefined || kept.includes(payload);
  });
  const timed = withPacketTime(filtered, policy.packetMs);
  const [media = '', ...attributes] = timed;
  const head = media.split(' ').slice(0, 3).join(' ');
  return [...lines.slice(0, audio), `${head} ${kept.join(' ')}`, ...attributes, ...lines.slice(end)].join(
    '\r\n',
  );
}

function keptPayloads(section: readonly string[], codecs: readonly string[]): readonly string[] | undefined {
  const payloads = (section[0] ?? '').split(' ').slice(3);
  if (codecs.length === 0) return payloads;
  const names = namesOf(section);
  const wanted = codecs.map((codec) => codec.toLowerCase());
  const voice = wanted.flatMap((codec) => payloads.filter((payload) => names.get(payload) === codec));
  if (voice.length === 0) return undefined;
  return [...voice, ...payloads.filter((payload) => COMPANIONS.has(names.get(payload) ?? ''))];
}

/** Codec by payload type. */
function namesOf(section: readonly string[]): ReadonlyMap<string, string> {
  const mapped = section.flatMap((line): Array<[string, string]> => {
    const [, payload, codec] = /^a=rtpmap:(\d+) ([^/]+)\//.exec(line) ?? [];
    return payload === undefined || codec === undefined ? [] : [[payload, codec.toLowerCase()]];
  });
  return new Map([...STATIC_CODECS, ...mapped]);
}

function withPacketTime(section: readonly string[], packetMs: number): readonly string[] {
  if (packetMs === 0) return section;
  const others = section.filter((line) => !/^a=(?:max)?ptime:/.test(line));
  // An SDP ends with an empty line's worth: what follows the last CRLF.
  const end = others.at(-1) === '' ? others.length - 1 : others.length;
  return [...others.slice(0, end), `a=ptime:${packetMs}`, ...others.slice(end)];
}
