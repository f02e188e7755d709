import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { UserPage } from '../../../src/app/views/users.ts';
import { getJson } from '../api-client.ts';
import { navigate, withParams } from '../router.ts';
import { useSession } from '../session.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import styles from '../ui/page.module.css';

/** Which chain, who, what, which thing, when: all in the address. */
export function AuditFilters({ query }: { query: URLSearchParams }) {
  const { processId } = useSession();
  const people = useQuery({
    queryKey: ['users', { processId, all: true }],
    queryFn: () => getJson<UserPage>('/api/users', { processId, pageSize: '100' }),
  });
  const set = (name: string, value: string): void =>
    navigate(withParams(query, { [name]: value, page: '' }), true);
  return (
    <div className={styles['filters']}>
      <SelectField
        label="Where"
        value={query.get('scope') ?? 'process'}
        onChange={(event) => set('scope', event.target.value)}
      >
        <option value="process">In this process</option>
        <option value="installation">Sign-ins, trunks, phones</option>
      </SelectField>
      <SelectField
        label="Who"
        value={query.get('user') ?? ''}
        onChange={(event) => set('user', event.target.value)}
      >
        <option value="">Everybody</option>
        {(people.data?.users ?? []).map(({ userId, name }) => (
          <option key={userId} value={userId}>
            {name}
          </option>
        ))}
      </SelectField>
      <Entered label="Action" placeholder="lead.delete" name="action" query={query} onEnter={set} />
      <Entered label="Thing" placeholder="Its id" name="thing" query={query} onEnter={set} />
      <Instant label="From" name="from" query={query} onChange={set} />
      <Instant label="Until" name="to" query={query} onChange={set} />
    </div>
  );
}

interface EnteredProps {
  label: string;
  placeholder: string;
  name: string;
  query: URLSearchParams;
  onEnter(name: string, value: string): void;
}

/** Counts when it is entered: half an id finds nothing. */
function Entered({ label, placeholder, name, query, onEnter }: EnteredProps) {
  const [value, setValue] = useState(query.get(name) ?? '');
  return (
    <InputField
      label={label}
      placeholder={placeholder}
      type="search"
      spellCheck={false}
      value={value}
      onChange={(event) => {
        setValue(event.target.value);
        if (event.target.value === '') onEnter(name, '');
      }}
      onKeyDown={(event) => (event.key === 'Enter' ? onEnter(name, value.trim()) : undefined)}
      onBlur={() => (value.trim() === (query.get(name) ?? '') ? undefined : onEnter(name, value.trim()))}
    />
  );
}

interface InstantProps {
  label: string;
  name: string;
  query: URLSearchParams;
  onChange(name: string, value: string): void;
}

function Instant({ label, name, query, onChange }: InstantProps) {
  return (
    <InputField
      label={label}
      type="datetime-local"
      value={query.get(name) ?? ''}
      onChange={(event) => onChange(name, event.target.value)}
    />
  );
}
