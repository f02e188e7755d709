import { useMutation } from '@tanstack/react-query';
import type { FilterClause } from '@firstring/domain/filters';
import type { ImpactView } from '../../../src/app/views/filters.ts';
import { sendJson } from '../api-client.ts';
import { formatClock, formatCount, formatDayTime } from '../logic/formats.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Problem } from '../ui/problem.tsx';
import styles from './filters.module.css';

/** how many leads, how many of them may be dialled, and when that was so. */
export function Impact({ read }: { read(): FilterClause | undefined }) {
  const { processId } = useSession();
  const check = useMutation({
    mutationFn: (root: FilterClause) =>
      sendJson<ImpactView>('POST', `/api/filters/impact?processId=${processId}`, { root }),
  });
  const ask = (): void => {
    const root = check.isPending ? undefined : read();
    if (root !== undefined) check.mutate(root);
  };
  return (
    <>
      <div className={styles['row']}>
        {/* Not disabled meanwhile: a disabled button loses the focus, and Escape would reach nobody. */}
        <Button onPress={ask}>{check.isPending ? 'Counting…' : 'Check impact'}</Button>
        {check.data === undefined ? null : <Counts impact={check.data} />}
      </div>
      <Problem of={check.error} />
    </>
  );
}

function Counts({ impact }: { impact: ImpactView }) {
  const { guardsAt } = impact;
  const counts = [
    { label: 'Filtered', value: impact.filtered },
    { label: 'Dialable now', value: impact.dialable },
    { label: 'Dialable later today', value: impact.dialableLaterToday },
  ];
  return (
    <div role="status">
      <dl className={styles['impact']}>
        {counts.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{formatCount(value)}</dd>
          </div>
        ))}
      </dl>
      <p className={styles['quiet']}>
        {`As of ${formatClock(impact.asOfAt)}`}
        {guardsAt === undefined ? '' : `; attempts and exclusions up to ${formatDayTime(guardsAt)}`}
      </p>
    </div>
  );
}
