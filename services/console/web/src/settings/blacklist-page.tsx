import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, type FormEvent } from 'react';
import type { BlacklistEntryView, BlacklistPage as Blacklist } from '../../../src/app/views/exclusions.ts';
import { deleteJson, getJson, problemText, sendJson } from '../api-client.ts';
import { DIRECTION_WORDS } from '../logic/exclusion-words.ts';
import { formText } from '../logic/form-text.ts';
import { formatDayTime, formatPhone, fromLocalInput } from '../logic/formats.ts';
import { useLocation } from '../router.ts';
import { useCan, useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from '../ui/page.module.css';
import { pageToken, Paging } from '../ui/paging.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { fieldError, otherError } from './field-error.ts';
import settings from './settings.module.css';
import { TwoLines } from './two-lines.tsx';
import { useChange } from './use-change.ts';

/** numbers that are blocked in this process. */
export function BlacklistPage() {
  const { processId } = useSession();
  const can = useCan();
  const { query } = useLocation();
  const [isAdding, setAdding] = useState(false);
  const listKey = ['blacklist', processId];
  const ask = { processId, pageToken: pageToken(query) };
  const entries = useQuery({
    queryKey: [...listKey, ask],
    queryFn: () => getJson<Blacklist>('/api/blacklist', ask),
  });
  useEffect(() => {
    document.title = 'Blacklist · Firstring';
  }, []);
  return (
    <div className={styles['page']}>
      <div className={styles['head']}>
        <h1>Blacklist</h1>
        {can('blacklist:write') ? (
          <Button tone="accent" onPress={() => setAdding(true)}>
            Block a number
          </Button>
        ) : null}
      </div>
      <p className={settings['quiet']}>
        A blocked caller is turned away before the call reaches a queue, a lead or the dial-backs.
      </p>
      <QueryState query={entries}>
        {(page) => (
          <>
            <BlacklistTable entries={page.entries} listKey={listKey} />
            <Paging nextPageToken={page.nextPageToken} count={page.entries.length} />
          </>
        )}
      </QueryState>
      {isAdding ? <BlockDialog listKey={listKey} onClose={() => setAdding(false)} /> : null}
    </div>
  );
}

function BlacklistTable({
  entries,
  listKey,
}: {
  entries: readonly BlacklistEntryView[];
  listKey: readonly unknown[];
}) {
  const { processId } = useSession();
  const can = useCan();
  const removal = useChange(listKey, (pattern: string, requestId) =>
    deleteJson('/api/blacklist', { processId, pattern, requestId }),
  );
  if (entries.length === 0) {
    return (
      <div className={styles['tableWrap']}>
        <p className={styles['empty']}>No number is blocked.</p>
      </div>
    );
  }
  return (
    <>
      {removal.error === null ? null : <Notice tone="bad">{problemText(removal.error)}</Notice>}
      <div className={styles['tableWrap']}>
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">Number</th>
              <th scope="col">Blocked</th>
              <th scope="col">Why</th>
              <th scope="col">Since</th>
              <th scope="col">Until</th>
              <th scope="col" className={styles['actions']}>
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <tr key={entry.pattern}>
                <td className={styles['number']}>{patternWords(entry.pattern)}</td>
                <td>{DIRECTION_WORDS[entry.direction]}</td>
                <td title={entry.cause}>{entry.cause === '' ? '—' : entry.cause}</td>
                <td className={styles['number']}>
                  <TwoLines
                    first={entry.createdAt === undefined ? '—' : formatDayTime(entry.createdAt)}
                    second={entry.createdBy === '' ? '' : `by ${entry.createdBy}`}
                  />
                </td>
                <td className={styles['number']}>
                  {entry.expiresAt === undefined ? 'For good' : formatDayTime(entry.expiresAt)}
                </td>
                <td className={styles['actions']}>
                  <div className={styles['icons']}>
                    {can('blacklist:write') ? (
                      <ConfirmButton
                        label="Unblock"
                        accessibleName={`Unblock ${patternWords(entry.pattern)}`}
                        question={`Unblock ${patternWords(entry.pattern)}?`}
                        consequence="Calls go through again from this moment on."
                        onConfirm={() => removal.mutate(entry.pattern)}
                      />
                    ) : null}
                  </div>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function patternWords(pattern: string): string {
  return pattern.endsWith('*') ? `${pattern.slice(0, -1)}…` : formatPhone(pattern);
}

function BlockDialog({ listKey, onClose }: { listKey: readonly unknown[]; onClose(): void }) {
  const { processId } = useSession();
  const addition = useChange(listKey, (entry: Readonly<Record<string, unknown>>, requestId) =>
    sendJson('POST', `/api/blacklist?processId=${encodeURIComponent(processId)}`, { requestId, ...entry }),
  );
  const other = otherError(addition.error, ['pattern']);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const pattern = formText(form, 'pattern').replace(/[\s().-]/g, '');
    const expiresAt = fromLocalInput(formText(form, 'expiresAt'));
    const entry = { pattern, direction: formText(form, 'direction'), cause: formText(form, 'cause') };
    addition.mutate({ ...entry, ...(expiresAt === undefined ? {} : { expiresAt }) }, { onSuccess: onClose });
  };
  return (
    <Dialog title="Block a number" onClose={onClose}>
      <form onSubmit={submit} className={settings['stack']}>
        <InputField
          label="Number"
          name="pattern"
          type="tel"
          required
          autoFocus
          placeholder="+1 202 555 0123"
          hint="With country code. A star at the end blocks all numbers that begin like it: +1900*"
          error={fieldError(addition.error, 'pattern')}
        />
        <SelectField label="Blocked are" name="direction" defaultValue="inbound">
          {Object.entries(DIRECTION_WORDS).map(([direction, words]) => (
            <option key={direction} value={direction}>
              {words}
            </option>
          ))}
        </SelectField>
        <InputField label="Why" name="cause" maxLength={200} />
        <InputField label="Until" name="expiresAt" type="datetime-local" hint="Empty: for good" />
        {other === undefined ? null : <Notice tone="bad">{problemText(other)}</Notice>}
        <DialogActions>
          <Button onPress={onClose}>Cancel</Button>
          <Button tone="accent" type="submit" isDisabled={addition.isPending}>
            {addition.isPending ? 'Confirming…' : 'Block'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
