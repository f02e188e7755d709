import type { PassedMessage } from '../domain/call-ladders.ts';

/**
 * Reads a frame of the server: a message that came in, or the echo of one that we sent. Undefined for every other frame.
 * Where the tokens are is told at docs/control-protocol.md section 3.
 */
export function readControlFrame(frame: string): PassedMessage | undefined {
  const end = frame.indexOf('\r\n');
  if (end < 0) return undefined;
  const tokens = frame.slice(0, end).split('|');
  const raw = frame.slice(end + 2);
  if (tokens[1] === 'sip') return passed(tokens.slice(2), raw);
  if (tokens[1] === 'response' && tokens[3] === 'OK' && tokens[4] === 'application') {
    return passed(tokens.slice(4), raw);
  }
  return undefined;
}

function passed(meta: readonly string[], raw: string): PassedMessage | undefined {
  const [source = '', , protocol = '', address = '', port = '', time = ''] = meta;
  const timeOfDayMs = readTimeOfDay(time);
  if (raw === '' || timeOfDayMs === undefined) return undefined;
  return {
    sent: source === 'application',
    protocol,
    address,
    port: Number.parseInt(port, 10) || 0,
    timeOfDayMs,
    raw,
  };
}

/** HH:MM:SS with a fraction, as ms since midnight. */
export function readTimeOfDay(text: string): number | undefined {
  const match = /^(\d{2}):(\d{2}):(\d{2}(?:\.\d{1,9})?)$/.exec(text);
  if (match === null) return undefined;
  const [, hours, minutes, seconds] = match;
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
}
