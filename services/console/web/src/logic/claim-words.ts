import type { ClaimingView, ClaimReasonName, ClaimView } from '../../../src/app/views/claims.ts';
import { formatDayTime, formatTheirTime } from './formats.ts';

export const CLAIM_REASON_WORDS: Readonly<Record<ClaimReasonName, string>> = {
  asked: 'Claim now',
  callback: 'Call back',
  winner: 'Winner',
  postponed: 'Postponed',
};

/** When the callback is due, for the reader and where the lead is; empty without one. */
export function dueWords({ dueAt, timeZone }: Pick<ClaimView, 'dueAt' | 'timeZone'>): {
  due: string;
  theirs: string;
} {
  if (dueAt === undefined) return { due: '—', theirs: '' };
  const theirs = formatTheirTime(dueAt, timeZone);
  return { due: formatDayTime(dueAt), theirs: theirs === '' ? '' : `${theirs} there` };
}

/** What the settings come to, in a sentence. */
export function claimingWords(claiming: Omit<ClaimingView, 'version'>): string {
  const { onScheduled, onPostponed, onWinner, releaseAfterDays } = claiming;
  const whens = [
    onScheduled ? 'agree a time to call back' : '',
    onPostponed ? 'postpone a call back' : '',
    onWinner ? 'win the lead' : '',
  ].filter((when) => when !== '');
  const who =
    whens.length === 0
      ? 'Agents own a lead only when they press “Claim now”'
      : `Agents own a lead when they ${listed(whens)}, and when they press “Claim now”`;
  const days = releaseAfterDays === 1 ? '1 day' : `${releaseAfterDays} days`;
  const end =
    releaseAfterDays === 0
      ? 'A claim ends when somebody releases it.'
      : `A claim ends ${days} after the agreed time, or after it began where there is none.`;
  return `${who}. ${end}`;
}

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}
