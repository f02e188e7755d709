import { parseDecimal } from './lexer.ts';
import { parseParams } from './params.ts';

/** Session-Expires of RFC 4028 section 4: seconds, and which end of this transaction refreshes. */
export interface SessionExpires {
  readonly intervalS: number;
  readonly refresher: 'uac' | 'uas' | undefined;
}

const DELTA_SECONDS_MAX = 2 ** 32 - 1;

/** Undefined when it cannot be read; a refresher nobody knows counts as none. */
export function parseSessionExpires(value: string | undefined): SessionExpires | undefined {
  if (value === undefined) return undefined;
  const semicolon = value.indexOf(';');
  const end = semicolon === -1 ? value.length : semicolon;
  const intervalS = parseMinSe(value.slice(0, end));
  const refresher = parseParams(value, end)?.get('refresher')?.toLowerCase();
  if (intervalS === undefined) return undefined;
  return { intervalS, refresher: refresher === 'uac' || refresher === 'uas' ? refresher : undefined };
}

export function formatSessionExpires(value: SessionExpires): string {
  const refresher = value.refresher === undefined ? '' : `;refresher=${value.refresher}`;
  return `${value.intervalS}${refresher}`;
}

/** Seconds of a Min-SE value, without its parameters (section 5). */
export function parseMinSe(value: string | undefined): number | undefined {
  return value === undefined
    ? undefined
    : parseDecimal((value.split(';', 1)[0] ?? '').trim(), DELTA_SECONDS_MAX);
}
