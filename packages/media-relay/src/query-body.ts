import { estimateMos } from '@firstring/rtp';
import type { BencodeDictionary } from './bencode.ts';
import type { Recording } from './call-recording.ts';
import type { MediaLeg } from './media-leg.ts';
import type { Call, CallSide } from './session.ts';

export interface QueryFacts {
  legOf(side: CallSide): MediaLeg | undefined;
  recording: Recording | undefined;
  /** An instant of the monotonic clock on the wall clock. */
  wallClockOf(monotonicMs: number): number;
}

/**
 * The answer to `query`, in the shape rtpengine gives it (as far as ng-query.ts reads it), with what it does not have: loss and
 * jitter from the RTP itself, keys, and the recording. Instants of streams are whole seconds.
 */
export function queryBody(call: Call, facts: QueryFacts): BencodeDictionary {
  const created = Math.floor(call.createdAt / 1000);
  const totals = { packets: 0, bytes: 0, errors: 0 };
  const tags: Record<string, BencodeDictionary> = {};
  const sources: Record<string, BencodeDictionary> = {};
  for (const side of call.sides.values()) {
    const leg = facts.legOf(side);
    totals.packets += leg?.reception.figures().packets ?? 0;
    totals.bytes += leg?.bytes ?? 0;
    const ssrc = leg?.reception.figures().ssrc;
    if (leg !== undefined && ssrc !== undefined) sources[ssrc] = sourceOf(leg);
    tags[side.tag] = {
      tag: side.tag,
      created,
      medias: [
        {
          index: 1,
          type: 'audio',
          codec: codecOf(side),
          streams: leg === undefined ? [] : streamsOf(leg, created, facts),
        },
      ],
      ...(leg !== undefined && { keys: keysOf(leg), blocked: Number(leg.blocked.media) }),
    };
  }
  const { recording } = facts;
  return {
    created,
    tags,
    SSRC: sources,
    totals: { RTP: totals },
    ...(recording !== undefined && { recording: recordingBody(recording) }),
  };
}

/** A recording as the control protocol tells it. */
export function recordingBody(recording: Recording): BencodeDictionary {
  const { file, startedAt, durationMs, left, right, end } = recording;
  return {
    file,
    'started at': startedAt,
    duration: durationMs,
    left,
    right,
    ...(end !== undefined && { end }),
  };
}

function codecOf(side: CallSide): string {
  const codec = side.remote?.codecs[0];
  return codec === undefined ? '' : `${codec.name}/${codec.clockRateHz}`;
}

function streamsOf(leg: MediaLeg, created: number, facts: QueryFacts): BencodeDictionary[] {
  const { port, reception, lastPacketMs } = leg;
  const figures = reception.figures();
  const lastAt = lastPacketMs === undefined ? created : Math.floor(facts.wallClockOf(lastPacketMs) / 1000);
  const { target } = port;
  return [
    {
      'local port': port.rtpPort,
      ...(target !== undefined && { endpoint: { ...target } }),
      'last packet': lastAt,
      ...(figures.ssrc !== undefined && { SSRC: figures.ssrc }),
      stats: { packets: figures.packets, bytes: leg.bytes, errors: port.refused },
    },
    {
      'local port': port.rtpPort + 1,
      'last packet': lastAt,
      stats: { packets: leg.rtcpPackets, bytes: 0, errors: 0 },
    },
  ];
}

/** MOS is in tenths, round trip in microseconds, loss in percent: rtpengine's units. What is more exact has keys of its own. */
function sourceOf(leg: MediaLeg): BencodeDictionary {
  const { packets, lost, jitterMs } = leg.reception.figures();
  const lossFraction = packets + lost === 0 ? 0 : lost / (packets + lost);
  const roundTripMs = leg.far?.roundTripMs;
  const mos = estimateMos({ lossFraction, jitterMs, ...(roundTripMs !== undefined && { roundTripMs }) });
  return {
    'cumulative loss': lost,
    'average MOS': {
      MOS: Math.round(10 * mos),
      jitter: Math.round(jitterMs),
      'packet loss': Math.round(100 * lossFraction),
      ...(roundTripMs !== undefined && { 'round-trip time': Math.round(1000 * roundTripMs) }),
      samples: packets,
    },
    'jitter us': Math.round(1000 * jitterMs),
    'MOS thousandths': Math.round(1000 * mos),
    ...(leg.far !== undefined && { 'far loss thousandths': Math.round(1000 * leg.far.lossFraction) }),
  };
}

function keysOf(leg: MediaLeg): BencodeDictionary {
  return {
    count: leg.keys.count,
    last: leg.keys.last.map(({ digit, at, durationMs }) => ({
      digit,
      at,
      ...(durationMs !== undefined && { duration: durationMs }),
    })),
  };
}
