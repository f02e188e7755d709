import type { DispositionSettings } from '../../../src/app/views/campaigns.ts';

/** A disposition nobody has named yet. */
export const NEW_DISPOSITION: DispositionSettings = {
  code: '',
  label: '',
  after: 'retry',
  retryGapSeconds: 0,
  retryTimesMax: 0,
};

/** What stops a set from being saved, in words; undefined when nothing does. */
export function draftsFault(drafts: readonly DispositionSettings[]): string | undefined {
  if (drafts.some(({ label }) => label.trim() === '')) return 'Every disposition has a name.';
  const codes = withCodes(drafts).map(({ code }) => code);
  if (new Set(codes).size !== codes.length) return 'Two dispositions have the same name.';
  return drafts.some(({ after }) => after !== 'retry' && after !== 'callback')
    ? undefined
    : 'One disposition at least ends the lead, or agents could never finish one.';
}

/** A disposition keeps the code it was stored under; a new one gets it from its name. */
export function withCodes(drafts: readonly DispositionSettings[]): DispositionSettings[] {
  return drafts.map((draft) => ({
    ...draft,
    label: draft.label.trim(),
    code: draft.code === '' ? codeOf(draft.label) : draft.code,
  }));
}

/** The same list with one entry a place higher or lower. */
export function moved<T>(list: readonly T[], at: number, by: -1 | 1): T[] {
  const other = at + by;
  return list.map((entry, index) => {
    if (index === at) return list[other] ?? entry;
    return index === other ? (list[at] ?? entry) : entry;
  });
}

function codeOf(label: string): string {
  const code = label
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 64);
  // A name in another script: its letters as numbers, so that the code stays the same for the same name.
  return code === ''
    ? `d_${Array.from(label, (letter) => letter.codePointAt(0)?.toString(36) ?? '').join('')}`.slice(0, 64)
    : code;
}
