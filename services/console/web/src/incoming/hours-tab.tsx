import { useState } from 'react';
import type { IncomingNumberView } from '../../../src/app/views/incoming-numbers.ts';
import { formText } from '../logic/form-text.ts';
import { holidayLabel, hoursDraft, parseParts, readHours, WEEKDAYS } from '../logic/opening-hours.ts';
import { ZoneField } from '../settings/zone-field.tsx';
import { FieldGroup } from '../telephony/field-group.tsx';
import { Button } from '../ui/button.tsx';
import { CheckField, InputField } from '../ui/field.tsx';
import fieldStyles from '../ui/field.module.css';
import styles from './incoming.module.css';
import { NumberForm, type ErrorOf } from './number-form.tsx';

/** when calls are taken. */
export function HoursTab({ number }: { number: IncomingNumberView }) {
  const [draft, setDraft] = useState(() => hoursDraft(number));
  const read = (form: FormData) => {
    const hours = readHours(draft);
    if (hours.type === 'refused') return { field: hours.at, why: hours.why };
    return { timeZone: formText(form, 'timeZone'), ...hours.settings };
  };
  const fields = [
    ...WEEKDAYS,
    ...draft.holidays.map(({ date }) => holidayLabel(date)),
    'timeZone',
    'slots',
    'holidays',
  ];
  return (
    <NumberForm number={number} read={read} fields={fields}>
      {(errorOf) => (
        <>
          <FieldGroup
            title="Opening hours"
            lead="Outside them calls are not taken. They are listed under Missed calls, to be called back by hand."
          >
            <ZoneField defaultValue={number.timeZone} error={errorOf('timeZone')} />
            <CheckField
              label="Open all day, every day"
              checked={draft.isAlwaysOpen}
              onChange={({ target }) => setDraft({ ...draft, isAlwaysOpen: target.checked })}
              hint="Holidays hold all the same"
            />
            {draft.isAlwaysOpen ? null : (
              <Week week={draft.week} errorOf={errorOf} onChange={(week) => setDraft({ ...draft, week })} />
            )}
          </FieldGroup>
          <FieldGroup
            title="Holidays"
            lead="A day here replaces the hours of its weekday; without hours it is closed."
          >
            <Holidays
              holidays={draft.holidays}
              errorOf={errorOf}
              onChange={(holidays) => setDraft({ ...draft, holidays })}
            />
          </FieldGroup>
        </>
      )}
    </NumberForm>
  );
}

interface WeekProps {
  week: readonly string[];
  errorOf: ErrorOf;
  onChange(week: string[]): void;
}

/** A line a day, and the day drawn beside it. */
function Week({ week, errorOf, onChange }: WeekProps) {
  const error = errorOf('slots');
  return (
    <div className={styles['week']}>
      <p className={fieldStyles['hint']}>Hours like 09:00-12:00, 13:00-18:00; empty is closed.</p>
      {error === undefined ? null : <p className={fieldStyles['error']}>{error}</p>}
      {WEEKDAYS.map((day, at) => (
        <div key={day} className={styles['day']}>
          <InputField
            label={day}
            value={week[at] ?? ''}
            placeholder="closed"
            spellCheck={false}
            autoComplete="off"
            onChange={({ target }) => onChange(week.with(at, target.value))}
            error={errorOf(day)}
          />
          <DayBar line={week[at] ?? ''} />
        </div>
      ))}
      <div>
        <Button onPress={() => onChange(week.map((line, at) => (at < 5 ? (week[0] ?? '') : line)))}>
          Monday’s hours to Friday
        </Button>
      </div>
    </div>
  );
}

/** What the line says, from midnight to midnight; the line itself is what is read out. */
function DayBar({ line }: { line: string }) {
  const parts = parseParts(line);
  return (
    <div className={styles['bar']} aria-hidden="true">
      {typeof parts === 'string'
        ? null
        : parts.map(({ startMinute, endMinute }) => (
            <span
              key={startMinute}
              style={{ left: `${startMinute / 14.4}%`, width: `${(endMinute - startMinute) / 14.4}%` }}
            />
          ))}
    </div>
  );
}

interface HolidaysProps {
  holidays: readonly { readonly date: string; readonly name: string; readonly hours: string }[];
  errorOf: ErrorOf;
  onChange(holidays: { date: string; name: string; hours: string }[]): void;
}

function Holidays({ holidays, errorOf, onChange }: HolidaysProps) {
  const change = (at: number, part: object): void =>
    onChange(holidays.map((day, index) => (index === at ? { ...day, ...part } : day)));
  const error = errorOf('holidays');
  return (
    <div className={styles['week']}>
      {error === undefined ? null : <p className={fieldStyles['error']}>{error}</p>}
      {holidays.map(({ date, name, hours }, at) => (
        // Rows have no name of their own, and each holds all it shows.
        <div key={at} role="group" aria-label={`Holiday ${date}`} className={styles['holiday']}>
          <InputField
            label="Day"
            type="date"
            value={date}
            onChange={({ target }) => change(at, { date: target.value })}
            error={errorOf(holidayLabel(date))}
          />
          <InputField
            label="Name"
            value={name}
            maxLength={100}
            onChange={({ target }) => change(at, { name: target.value })}
          />
          <InputField
            label="Hours"
            value={hours}
            placeholder="closed"
            spellCheck={false}
            onChange={({ target }) => change(at, { hours: target.value })}
          />
          <Button
            aria-label={`Remove holiday ${date}`}
            onPress={() => onChange(holidays.filter((_, index) => index !== at))}
          >
            Remove
          </Button>
        </div>
      ))}
      <div>
        <Button onPress={() => onChange([...holidays, { date: '', name: '', hours: '' }])}>Add a day</Button>
      </div>
    </div>
  );
}
