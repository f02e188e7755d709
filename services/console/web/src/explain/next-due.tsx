import type { AsOf, LeadCountsView } from '../../../src/app/views/explain.ts';
import { formatRemaining } from '../logic/durations.ts';
import { formatClock, formatDayTime } from '../logic/formats.ts';
import { useServerNow } from '../ui/use-now.ts';

const DAY_MS = 86_400_000;

/** when the next lead falls due; on another day with its date. */
export function NextDue({ leads, asOfAt }: Pick<AsOf, 'asOfAt'> & { leads: LeadCountsView }) {
  const now = useServerNow(undefined);
  const { nextDueAt: at, free } = leads;
  if (free > 0) return <p>Leads are due now.</p>;
  if (at === undefined) return <p>No lead falls due by time alone.</p>;
  const left = at > now ? ` (in ${formatRemaining(at - now)})` : '';
  return (
    <p>
      Next lead due at <strong>{at - asOfAt < DAY_MS ? formatClock(at) : formatDayTime(at)}</strong>
      {at - asOfAt < DAY_MS ? left : ''}
    </p>
  );
}
