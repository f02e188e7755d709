import { isDictionary, type Bencode, type BencodeDictionary } from './bencode.ts';

/** What came in from one side of a call. */
export interface NgSideStats {
  tag: string;
  packets: number;
  bytes: number;
  /** Of RTP or RTCP. Whole seconds on the relay's clock, as ms since the epoch; left out when nothing ever came. */
  lastPacketAt?: number;
  /** The relay's port this side sends to. */
  localPort: number;
  /** Where this side's media goes. */
  endpoint?: { address: string; port: number };
  /** How what it says reaches the relay. rtpengine knows it only where phones send RTCP. */
  quality?: NgQuality;
  /** Keys it has pressed, oldest first; rtpengine tells none. */
  keys?: { count: number; last: { digit: string; at: number }[] };
}

export interface NgQuality {
  /** Packets. */
  lost: number;
  jitterMs: number;
  roundTripMs?: number;
  /** Mean opinion score, 1 to 4.5, estimated by the E-model. */
  mos: number;
}

export interface NgRecording {
  file: string;
  /** ms since the epoch. */
  startedAt: number;
  durationMs: number;
  /** Why it ended: STOPPED, CALL_ENDED, DISK_FULL, DISK_TOO_SLOW, FILE_FAILED. Left out while it runs. */
  end?: string;
}

export interface NgQuery {
  createdAt: number;
  sides: NgSideStats[];
  recording?: NgRecording;
}

/** Reads a `query` answer: the RTP and RTCP streams of the first media of every tag. What is missing reads as zero. */
export function readNgQuery(answer: BencodeDictionary): NgQuery {
  const sources = dictionary(answer['SSRC']);
  const recording = readNgRecording(answer['recording']);
  return {
    createdAt: 1000 * numberOf(answer['created']),
    sides: Object.entries(dictionary(answer['tags'])).map(([tag, side]) =>
      readSide(tag, dictionary(side), sources),
    ),
    ...(recording !== undefined && { recording }),
  };
}

/** Undefined when the relay tells nothing of it. */
export function readNgRecording(value: Bencode | undefined): NgRecording | undefined {
  const { file, end, ...rest } = dictionary(value);
  if (typeof file !== 'string') return undefined;
  return {
    file,
    startedAt: numberOf(rest['started at']),
    durationMs: numberOf(rest['duration']),
    ...(typeof end === 'string' && { end }),
  };
}

function readSide(tag: string, side: BencodeDictionary, sources: BencodeDictionary): NgSideStats {
  const streams = list(dictionary(list(side['medias'])[0])['streams']).map(dictionary);
  const stream = streams[0] ?? {};
  const stats = dictionary(stream['stats']);
  const endpoint = dictionary(stream['endpoint']);
  const heard = streams.filter((each) => numberOf(dictionary(each['stats'])['packets']) > 0);
  const source = sources[String(numberOf(stream['SSRC']))];
  return {
    tag,
    packets: numberOf(stats['packets']),
    bytes: numberOf(stats['bytes']),
    ...(heard.length > 0 && {
      lastPacketAt: 1000 * Math.max(...heard.map((each) => numberOf(each['last packet']))),
    }),
    localPort: numberOf(stream['local port']),
    ...(typeof endpoint['address'] === 'string' && {
      endpoint: { address: endpoint['address'], port: numberOf(endpoint['port']) },
    }),
    ...(source !== undefined && { quality: readQuality(dictionary(source)) }),
    ...(isDictionary(side['keys']) && { keys: readKeys(side['keys']) }),
  };
}

/** Our relay gives jitter and score more exactly than rtpengine's whole milliseconds and tenths. */
function readQuality(source: BencodeDictionary): NgQuality {
  const average = dictionary(source['average MOS']);
  const jitterUs = source['jitter us'];
  const thousandths = source['MOS thousandths'];
  const roundTripUs = average['round-trip time'];
  return {
    lost: numberOf(source['cumulative loss']),
    jitterMs: jitterUs === undefined ? numberOf(average['jitter']) : numberOf(jitterUs) / 1000,
    ...(roundTripUs !== undefined && { roundTripMs: numberOf(roundTripUs) / 1000 }),
    mos: thousandths === undefined ? numberOf(average['MOS']) / 10 : numberOf(thousandths) / 1000,
  };
}

function readKeys(keys: BencodeDictionary): { count: number; last: { digit: string; at: number }[] } {
  return {
    count: numberOf(keys['count']),
    last: list(keys['last']).map((key) => {
      const { digit, at } = dictionary(key);
      return { digit: typeof digit === 'string' ? digit : '', at: numberOf(at) };
    }),
  };
}

function dictionary(value: Bencode | undefined): BencodeDictionary {
  return isDictionary(value) ? value : {};
}

function list(value: Bencode | undefined): readonly Bencode[] {
  return Array.isArray(value) ? (value as readonly Bencode[]) : []; // isArray forgets the element type
}

function numberOf(value: Bencode | undefined): number {
  return typeof value === 'number' ? value : 0;
}
