import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { ClaimingView } from '../../../src/app/views/claims.ts';
import { getJson } from '../api-client.ts';
import { quickTimes } from '../logic/callback-times.ts';
import { callbackWords, type CallbackChoice } from '../logic/callback-words.ts';
import { formatTheirTime, fromLocalInput, toLocalInput, zoneCity } from '../logic/formats.ts';
import { Button } from '../ui/button.tsx';
import { InputField } from '../ui/field.tsx';
import { useServerNow } from '../ui/use-now.ts';
import { ClosedThen } from './closed-then.tsx';
import { useDesk } from './desk-context.tsx';
import styles from './outcome-panel.module.css';

interface CallbackFieldsProps {
  choice: CallbackChoice;
  onChange(choice: CallbackChoice): void;
}

/** When to call back, in the agent's time and the lead's. No time is an answer too. */
export function CallbackFields({ choice, onChange }: CallbackFieldsProps) {
  const { desk, clock } = useDesk();
  const now = useServerNow(clock);
  const timeZone = desk?.details?.lead.timeZone ?? '';
  const claiming = useClaiming(desk?.preview?.processId ?? '');
  const fields = useRef<HTMLDivElement>(null);
  useEffect(() => {
    fields.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const agree = (at: number | undefined): void => onChange({ ...choice, at });
  return (
    <div ref={fields} className={styles['callback']}>
      <div className={styles['times']}>
        <InputField
          label="Call back at (your time)"
          type="datetime-local"
          min={toLocalInput(now)}
          value={choice.at === undefined ? '' : toLocalInput(choice.at)}
          onChange={(event) => agree(fromLocalInput(event.target.value))}
        />
        <dl className={styles['theirs']}>
          <dt>{timeZone === '' ? 'Their time' : zoneCity(timeZone)}</dt>
          <dd>{theirTime(choice.at, timeZone)}</dd>
        </dl>
      </div>
      <div className={styles['quick']}>
        {quickTimes(now, timeZone).map((quick) => (
          <Button key={quick.label} onPress={() => agree(quick.at)}>
            {quick.label}
          </Button>
        ))}
      </div>
      {choice.at === undefined || choice.at <= now ? null : (
        <ClosedThen at={choice.at} timeZone={timeZone} onUse={agree} />
      )}
      <label className={styles['check']}>
        <input
          type="checkbox"
          checked={choice.common}
          onChange={(event) => onChange({ ...choice, common: event.target.checked })}
        />
        Anyone in the team may call
      </label>
      <p className={styles['hint']}>{callbackWords(choice, now, claiming)}</p>
    </div>
  );
}

function theirTime(at: number | undefined, timeZone: string): string {
  if (timeZone === '') return 'not known';
  return at === undefined ? '—' : formatTheirTime(at, timeZone);
}

/** What the process has decided about claims; absent until it is read. */
function useClaiming(processId: string): ClaimingView | undefined {
  return useQuery({
    queryKey: ['claiming', processId],
    queryFn: () => getJson<ClaimingView>('/api/claiming', { processId }),
    enabled: processId !== '',
  }).data;
}
