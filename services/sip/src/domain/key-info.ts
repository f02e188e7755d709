/** A key pressed, as INFO carries it. */
export interface Key {
  /** 0-9, *, #, A-D. */
  readonly digit: string;
  readonly durationMs: number;
}

/** What phones and gateways send; 160 where they say nothing. */
const DURATION_MS = 160;
const DURATION_MS_MIN = 40;
const DURATION_MS_MAX = 5000;
/** Numbers that some gateways give the keys beyond 9. */
const NUMBERED = ['*', '#', 'A', 'B', 'C', 'D'];

/** Reads `application/dtmf-relay` (Signal, Duration) and `application/dtmf` (the key alone); undefined for anything else. */
export function readKeyInfo(contentType: string, body: string): Key | undefined {
  const type = contentType.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/dtmf') return keyOf(body.trim(), '');
  if (type !== 'application/dtmf-relay') return undefined;
  const signal = /^\s*signal\s*=\s*(\S+)\s*$/im.exec(body)?.[1] ?? '';
  const duration = /^\s*duration\s*=\s*(\d{1,6})\s*$/im.exec(body)?.[1] ?? '';
  return keyOf(signal, duration);
}

export const KEY_INFO_TYPE = 'application/dtmf-relay';

export function formatKeyInfo({ digit, durationMs }: Key): string {
  return `Signal=${digit}\r\nDuration=${durationMs}\r\n`;
}

/** The keys of a text, in order; undefined where one of them is none. */
export function keysOf(digits: string): readonly Key[] | undefined {
  const keys = Array.from(digits, (digit) => keyOf(digit, ''));
  return keys.every((key) => key !== undefined) ? keys : undefined;
}

function keyOf(signal: string, duration: string): Key | undefined {
  const digit = /^1[0-5]$/.test(signal) ? NUMBERED[Number(signal) - 10] : signal.toUpperCase();
  if (digit === undefined || !/^[0-9*#A-D]$/.test(digit)) return undefined;
  const wantedMs = duration === '' ? DURATION_MS : Number(duration);
  return { digit, durationMs: Math.min(Math.max(wantedMs, DURATION_MS_MIN), DURATION_MS_MAX) };
}
