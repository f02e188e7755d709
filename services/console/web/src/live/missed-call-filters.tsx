import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { IncomingNumberPage } from '../../../src/app/views/incoming-numbers.ts';
import { getJson } from '../api-client.ts';
import { numbersKey } from '../incoming/number-path.ts';
import { DIALBACK_WORDS, MISSED_CAUSE_WORDS } from '../logic/missed-call-words.ts';
import { navigate, withParams } from '../router.ts';
import { useSession } from '../session.tsx';
import { CheckField, InputField, SelectField } from '../ui/field.tsx';
import styles from '../ui/page.module.css';

/** What narrows the list; all of it is in the address. */
export function MissedCallFilters({ query }: { query: URLSearchParams }) {
  const { processId } = useSession();
  const numbers = useQuery({
    queryKey: [...numbersKey(processId), 'names'],
    queryFn: () => getJson<IncomingNumberPage>('/api/incoming-numbers', { processId, pageSize: '100' }),
  });
  const set = (name: string, value: string): void =>
    navigate(withParams(query, { [name]: value, page: '' }), true);
  const chosen = (name: string) => ({
    value: query.get(name) ?? '',
    onChange: ({ target }: { target: { value: string } }) => set(name, target.value),
  });
  const names = (numbers.data?.incomingNumbers ?? []).map(
    ({ incomingNumberId, name }) => [incomingNumberId, name] as const,
  );
  const causes = Object.entries(MISSED_CAUSE_WORDS).filter(([cause]) => cause !== 'unspecified');
  return (
    <search className={styles['filters']}>
      <Phone value={query.get('phone') ?? ''} onEnter={(phone) => set('phone', phone)} />
      <InputField label="Day" type="date" {...chosen('day')} />
      <SelectField label="Why" {...chosen('cause')}>
        <Options all={causes} />
      </SelectField>
      <SelectField label="What became of it" {...chosen('state')}>
        <Options all={Object.entries(DIALBACK_WORDS)} />
      </SelectField>
      <SelectField label="Called" {...chosen('number')}>
        <Options all={names} />
      </SelectField>
      <CheckField
        label="To be called back by hand"
        checked={query.get('by-hand') === 'true'}
        onChange={({ target }) => set('by-hand', target.checked ? 'true' : '')}
      />
    </search>
  );
}

function Options({ all }: { all: readonly (readonly [string, string])[] }) {
  return (
    <>
      <option value="">All</option>
      {all.map(([value, words]) => (
        <option key={value} value={value}>
          {words}
        </option>
      ))}
    </>
  );
}

/** Counts when it is entered: half a number finds nothing. */
function Phone({ value, onEnter }: { value: string; onEnter(phone: string): void }) {
  const [text, setText] = useState(value);
  const enter = (): void => (text.trim() === value ? undefined : onEnter(text.trim()));
  return (
    <InputField
      label="Caller’s number"
      type="search"
      placeholder="+12025550123"
      maxLength={32}
      value={text}
      onChange={({ target }) => {
        setText(target.value);
        if (target.value === '') onEnter('');
      }}
      onKeyDown={({ key }) => (key === 'Enter' ? enter() : undefined)}
      onBlur={enter}
    />
  );
}
