import type { UploadCounts, UploadStateName, UploadView } from '../../../src/app/views/lists.ts';
import type { BadgeTone } from '../ui/badge.tsx';
import { formatCount } from './formats.ts';

export const UPLOAD_WORDS: Readonly<Record<UploadStateName, { words: string; tone: BadgeTone }>> = {
  received: { words: 'Columns to confirm', tone: 'warn' },
  running: { words: 'Running', tone: 'accent' },
  paused: { words: 'Paused', tone: 'warn' },
  done: { words: 'Done', tone: 'good' },
  failed: { words: 'Failed', tone: 'bad' },
  cancelled: { words: 'Cancelled', tone: 'plain' },
};

const COUNT_WORDS: Readonly<Record<keyof UploadCounts, string>> = {
  added: 'added',
  updated: 'updated',
  moved: 'moved here',
  repeated: 'repeated in the file',
  duplicate: 'known already',
  invalid: 'refused',
};

/** `1,200 added, 3 refused`; empty before the first row. */
export function countsText(counts: UploadCounts): string {
  const names = Object.keys(COUNT_WORDS) as (keyof UploadCounts)[]; // keys of the table above
  return names
    .filter((name) => counts[name] > 0)
    .map((name) => `${formatCount(counts[name])} ${COUNT_WORDS[name]}`)
    .join(', ');
}

/** What is said below the counts: the pace while rows are read, afterwards `12 on the do-not-call list` where there are such. */
export function underCountsText(
  upload: Pick<UploadView, 'state' | 'rows' | 'workedMs' | 'done' | 'excluded'>,
): string {
  if (upload.state === 'running') return paceText(upload);
  const { excluded = 0 } = upload;
  return excluded === 0 ? '' : `${formatCount(excluded)} on the do-not-call list`;
}

/** Rows a second so far, and how long the rest will take at that: `18,200 rows/s, 40 s left`. Empty before there is a rate. */
export function paceText({ rows, workedMs, done }: Pick<UploadView, 'rows' | 'workedMs' | 'done'>): string {
  if (rows === 0 || workedMs < 1 || done <= 0) return '';
  const rate = Math.round((rows / workedMs) * 1000);
  return `${formatCount(rate)} rows/s, ${leftText((workedMs / done) * (1 - done))} left`;
}

function leftText(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB'];
  let value = bytes;
  let unit = '';
  for (const next of units) {
    if (value < 1000) break;
    value /= 1000;
    unit = next;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

export const DELIMITER_WORDS: Readonly<Record<string, string>> = {
  ',': 'Comma',
  ';': 'Semicolon',
  '\t': 'Tab',
  '|': 'Bar',
};

export const ENCODING_WORDS: Readonly<Record<string, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 (little-endian)',
  'utf-16be': 'UTF-16 (big-endian)',
  'windows-1252': 'Windows-1252 (Western)',
};

/** What a column can be; custom parameters come after these. */
export const TARGET_WORDS: readonly (readonly [target: string, words: string])[] = [
  ['', 'Leave out'],
  ['phone1', 'Phone (Caller ID)'],
  ...Array.from({ length: 9 }, (_, at): readonly [string, string] => [`phone${at + 2}`, `Phone ${at + 2}`]),
  ['name', 'Full name'],
  ['first_name', 'First name'],
  ['last_name', 'Last name'],
  ['email', 'E-mail'],
  ['time_zone', 'Time zone'],
  ['ownership_code', 'Ownership code'],
];
