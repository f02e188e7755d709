import { useEffect, useRef } from 'react';
import { quickTimes } from '../logic/callback-times.ts';
import {
  formatTheirTime,
  formatWeekdayTime,
  fromLocalInput,
  toLocalInput,
  zoneCity,
} from '../logic/formats.ts';
import { Button } from '../ui/button.tsx';
import { InputField } from '../ui/field.tsx';
import { useServerNow } from '../ui/use-now.ts';
import { useDesk } from './desk-context.tsx';
import styles from './outcome-panel.module.css';

export interface CallbackChoice {
  at: number | undefined;
  common: boolean;
}

/** When to call back, in the agent's time and the lead's. No time is an answer too. */
export function CallbackFields({
  choice,
  onChange,
}: {
  choice: CallbackChoice;
  onChange(choice: CallbackChoice): void;
}) {
  const { desk, clock } = useDesk();
  const now = useServerNow(clock);
  const timeZone = desk?.details?.lead.timeZone ?? '';
  const fields = useRef<HTMLDivElement>(null);
  useEffect(() => {
    fields.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div ref={fields} className={styles['callback']}>
      <InputField
        label="Call back at (your time)"
        type="datetime-local"
        min={toLocalInput(now)}
        value={choice.at === undefined ? '' : toLocalInput(choice.at)}
        onChange={(event) => onChange({ ...choice, at: fromLocalInput(event.target.value) })}
      />
      <div className={styles['quick']}>
        {quickTimes(now).map((quick) => (
          <Button key={quick.label} onPress={() => onChange({ ...choice, at: quick.at })}>
            {quick.label}
          </Button>
        ))}
      </div>
      <label className={styles['check']}>
        <input
          type="checkbox"
          checked={choice.common}
          onChange={(event) => onChange({ ...choice, common: event.target.checked })}
        />
        Anyone in the team may call
      </label>
      <p className={styles['hint']}>{callbackWords(choice, { now, timeZone })}</p>
    </div>
  );
}

function callbackWords(
  { at, common }: CallbackChoice,
  { now, timeZone }: { now: number; timeZone: string },
): string {
  if (at === undefined) return 'Without a time the lead goes to the end of the queue, and anyone may get it.';
  if (at <= now) return 'This time is over. Choose a later one.';
  const theirs = formatTheirTime(at, timeZone);
  const there = theirs === '' ? '' : `, ${theirs} in ${zoneCity(timeZone)}`;
  const who = common ? 'for anyone in the team' : 'claimed for you';
  return `${formatWeekdayTime(at)}${there}; ${who}.`;
}
