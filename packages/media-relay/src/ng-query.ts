import { isDictionary, type Bencode, type BencodeDictionary } from './bencode.ts';

/** What came in from one side of a call. */
export interface NgSideStats {
  tag: string;
  packets: number;
  bytes: number;
  /** Whole seconds on the relay's clock, as ms since the epoch; left out when nothing ever came. */
  lastPacketAt?: number;
  /** The relay's port this side sends to. */
  localPort: number;
  /** Where this side's media goes. */
  endpoint?: { address: string; port: number };
}

export interface NgQuery {
  createdAt: number;
  sides: NgSideStats[];
}

/** Reads a `query` answer: the first (RTP) stream of the first media of every tag. What is missing reads as zero. */
export function readNgQuery(answer: BencodeDictionary): NgQuery {
  const tags = dictionary(answer['tags']);
  return {
    createdAt: 1000 * numberOf(answer['created']),
    sides: Object.entries(tags).map(([tag, side]) => readSide(tag, dictionary(side))),
  };
}

function readSide(tag: string, side: BencodeDictionary): NgSideStats {
  const stream = dictionary(first(dictionary(first(side['medias']))['streams']));
  const stats = dictionary(stream['stats']);
  const endpoint = dictionary(stream['endpoint']);
  const packets = numberOf(stats['packets']);
  return {
    tag,
    packets,
    bytes: numberOf(stats['bytes']),
    ...(packets > 0 && { lastPacketAt: 1000 * numberOf(stream['last packet']) }),
    localPort: numberOf(stream['local port']),
    ...(typeof endpoint['address'] === 'string' && {
      endpoint: { address: endpoint['address'], port: numberOf(endpoint['port']) },
    }),
  };
}

function dictionary(value: Bencode | undefined): BencodeDictionary {
  return isDictionary(value) ? value : {};
}

function first(value: Bencode | undefined): Bencode | undefined {
  return Array.isArray(value) ? (value as Bencode[])[0] : undefined;
}

function numberOf(value: Bencode | undefined): number {
  return typeof value === 'number' ? value : 0;
}
