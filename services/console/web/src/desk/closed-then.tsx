import { useQuery } from '@tanstack/react-query';
import type { CallTimeView } from '../../../src/app/views/desk.ts';
import { getJson } from '../api-client.ts';
import { formatTheirTime, formatWeekdayTime, zoneCity } from '../logic/formats.ts';
import { Button } from '../ui/button.tsx';
import { useDesk } from './desk-context.tsx';
import styles from './outcome-panel.module.css';

interface ClosedThenProps {
  at: number;
  timeZone: string;
  onUse(at: number): void;
}

/** that the lead may not be called at the chosen time, and the next one at which they may; nothing while all is well. */
export function ClosedThen({ at, timeZone, onUse }: ClosedThenProps) {
  const attemptId = useDesk().desk?.preview?.attemptId ?? '';
  const { data } = useQuery({
    queryKey: ['call-time', attemptId, at],
    queryFn: () => getJson<CallTimeView>('/api/desk/call-time', { attemptId, at: String(at) }),
  });
  if (data === undefined || (data.at !== undefined && data.at <= at)) return null;
  const next = data.at;
  return (
    <div role="status" className={styles['closed']}>
      <p>The lead may not be called then: calling hours where they are.</p>
      {next === undefined ? (
        <p>No time in the next days is open.</p>
      ) : (
        <Button onPress={() => onUse(next)}>{`Take ${nextWords(next, timeZone)}`}</Button>
      )}
    </div>
  );
}

function nextWords(at: number, timeZone: string): string {
  const theirs = formatTheirTime(at, timeZone);
  return theirs === ''
    ? formatWeekdayTime(at)
    : `${formatWeekdayTime(at)} (${theirs} in ${zoneCity(timeZone)})`;
}
