/** Digits a telephone-event payload can carry, in the order of their event codes (RFC 4733 section 3.2). */
export const DTMF_DIGITS = '0123456789*#ABCD';

/** One telephone-event payload, RFC 4733 section 2.3. */
export interface DtmfEvent {
  /** 0-15 are the digits, in the order of DTMF_DIGITS; other events (flash, tones) go up to 255. */
  event: number;
  end: boolean;
  /** Power below 1 mW in dB, 0-63. */
  volume: number;
  /** Timestamp units since the event's start, 0-65535. */
  duration: number;
}

/** Undefined when the payload is too short. */
export function parseDtmfEvent(payload: Uint8Array): DtmfEvent | undefined {
  const [event, flags, high, low] = payload;
  if (event === undefined || flags === undefined || high === undefined || low === undefined) return undefined;
  return { event, end: (flags & 0x80) !== 0, volume: flags & 0x3f, duration: (high << 8) | low };
}

export function formatDtmfEvent(event: DtmfEvent): Uint8Array {
  const flags = (event.end ? 0x80 : 0) | (event.volume & 0x3f);
  return Uint8Array.of(event.event, flags, event.duration >> 8, event.duration & 0xff);
}

/**
 * Payloads for one key press at 8 kHz: one every 20 ms with growing duration, the last three with the end bit (RFC 4733
 * section 2.5.1.4 asks for three, because a lost end would prolong the digit). All carry the press's first timestamp.
 */
export function dtmfPress(digit: string, durationMs = 100): DtmfEvent[] {
  const event = DTMF_DIGITS.indexOf(digit.toUpperCase());
  if (event < 0 || digit.length !== 1) throw new RangeError('not a DTMF digit');
  const frames = Math.max(1, Math.min(400, Math.round(durationMs / 20)));
  const volume = 10;
  const growing = Array.from({ length: frames }, (_, i) => ({
    event,
    end: false,
    volume,
    duration: 160 * (i + 1),
  }));
  const end = { event, end: true, volume, duration: 160 * frames };
  return [...growing, end, end, end];
}

/** What a listener remembers between packets: the press it reported last, and whether it has ended. */
export interface DtmfListener {
  lastTimestamp?: number;
  ended?: boolean;
}

/** What one telephone-event packet tells. */
export interface DtmfHeard {
  listener: DtmfListener;
  /** Set once a press, on its first packet that arrives. */
  pressed?: string;
  /** Set once a press, on the first packet with the end bit; the duration is in timestamp units. */
  released?: { digit: string; duration: number };
}

/**
 * Feeds one telephone-event packet. Retransmissions and growing updates share the press's timestamp and stay silent. A press
 * whose end is lost is simply never released.
 */
export function listenForDtmf(
  listener: DtmfListener,
  packet: { timestamp: number; payload: Uint8Array },
): DtmfHeard {
  const event = parseDtmfEvent(packet.payload);
  const digit = event === undefined ? undefined : DTMF_DIGITS[event.event];
  if (event === undefined || digit === undefined) return { listener };
  const isNew = listener.lastTimestamp !== packet.timestamp;
  const ended = event.end || (!isNew && listener.ended === true);
  return {
    listener: { lastTimestamp: packet.timestamp, ...(ended && { ended }) },
    ...(isNew && { pressed: digit }),
    ...(event.end && (isNew || listener.ended !== true) && { released: { digit, duration: event.duration } }),
  };
}
