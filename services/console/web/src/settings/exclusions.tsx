import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { ExclusionPage, ExclusionView } from '../../../src/app/views/exclusions.ts';
import { deleteJson, getJson, problemText, sendJson } from '../api-client.ts';
import { formText } from '../logic/form-text.ts';
import { formatDayTime, formatPhone } from '../logic/formats.ts';
import { spoken, wordFor } from '../logic/words.ts';
import { useCan, useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import pageStyles from '../ui/page.module.css';
import { QueryState } from '../ui/query-state.tsx';
import styles from './settings.module.css';
import { useChange } from './use-change.ts';

const CAUSES: Readonly<Record<string, string>> = {
  asked_by_person: 'The person asked for it',
  registry: 'Public registry',
  manual: 'Other',
};

/** Numbers that are never dialled in this process. */
export function Exclusions() {
  const { processId } = useSession();
  const can = useCan();
  const queryKey = ['exclusions', processId];
  const entries = useQuery({
    queryKey,
    queryFn: () => getJson<ExclusionPage>('/api/exclusions', { processId }),
  });
  const addition = useChange(queryKey, (entry: { phone: string; cause: string }, requestId) =>
    sendJson('POST', `/api/exclusions?processId=${encodeURIComponent(processId)}`, { requestId, ...entry }),
  );
  const removal = useChange(queryKey, (phone: string, requestId) =>
    deleteJson('/api/exclusions', { processId, phone, requestId }),
  );
  const problem = addition.error ?? removal.error;
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const target = event.currentTarget;
    const form = new FormData(target);
    const phone = formText(form, 'phone').replace(/[\s().-]/g, '');
    addition.mutate({ phone, cause: formText(form, 'cause') }, { onSuccess: () => target.reset() });
  };
  return (
    <section className={styles['section']}>
      <h2>Do-not-call list</h2>
      <p className={styles['quiet']}>
        A number on this list is not dialled from the moment it is confirmed, by nobody and in no way.
      </p>
      {can('exclusion:write') ? (
        <form className={styles['form']} onSubmit={submit}>
          <InputField
            label="Number"
            name="phone"
            type="tel"
            required
            placeholder="+1 202 555 0123"
            hint="With country code"
          />
          <SelectField label="Why" name="cause" defaultValue="asked_by_person">
            {Object.entries(CAUSES).map(([cause, words]) => (
              <option key={cause} value={cause}>
                {words}
              </option>
            ))}
          </SelectField>
          <Button tone="accent" type="submit" isDisabled={addition.isPending}>
            {addition.isPending ? 'Confirming…' : 'Add number'}
          </Button>
        </form>
      ) : null}
      {problem === null ? null : <Notice tone="bad">{problemText(problem)}</Notice>}
      <QueryState query={entries}>
        {(page) =>
          page.exclusions.length === 0 ? (
            <p className={styles['quiet']}>No number is on the list.</p>
          ) : (
            <ExclusionTable
              exclusions={page.exclusions}
              onRemove={can('exclusion:write') ? (phone) => removal.mutate(phone) : undefined}
            />
          )
        }
      </QueryState>
    </section>
  );
}

interface ExclusionTableProps {
  exclusions: readonly ExclusionView[];
  onRemove: ((phone: string) => void) | undefined;
}

function ExclusionTable({ exclusions, onRemove }: ExclusionTableProps) {
  return (
    <div className={pageStyles['tableWrap']}>
      <table className={pageStyles['table']}>
        <thead>
          <tr>
            <th scope="col">Number</th>
            <th scope="col">Why</th>
            <th scope="col">Since</th>
            <th scope="col" className={pageStyles['actions']}>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {exclusions.map((entry) => (
            <tr key={entry.phone}>
              <td className={pageStyles['number']}>{formatPhone(entry.phone)}</td>
              <td>{wordFor(CAUSES, entry.cause) ?? spoken(entry.cause)}</td>
              <td className={pageStyles['number']}>
                {entry.createdAt === undefined ? '—' : formatDayTime(entry.createdAt)}
              </td>
              <td className={pageStyles['actions']}>
                <div className={pageStyles['icons']}>
                  {onRemove === undefined ? null : (
                    <ConfirmButton
                      label="Remove"
                      accessibleName={`Remove ${formatPhone(entry.phone)}`}
                      question={`Take ${formatPhone(entry.phone)} off the list?`}
                      consequence="The number may be dialled again from this moment on."
                      onConfirm={() => onRemove(entry.phone)}
                    />
                  )}
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
