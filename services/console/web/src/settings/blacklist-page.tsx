import { useState, type FormEvent } from 'react';
import type { BlacklistEntryView, BlacklistPage as Blacklist } from '../../../src/app/views/exclusions.ts';
import { deleteJson, sendJson } from '../api-client.ts';
import { DIRECTION_WORDS } from '../logic/exclusion-words.ts';
import { formText } from '../logic/form-text.ts';
import { formatDayTime, formatPhone, fromLocalInput } from '../logic/formats.ts';
import { useCan, useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { usePaged } from '../ui/use-paged.ts';
import { fieldError, otherError } from './field-error.ts';
import settings from './settings.module.css';
import { Since } from './since.tsx';
import { useChange } from './use-change.ts';

const COLUMNS: readonly Column<BlacklistEntryView>[] = [
  { label: 'Number', kind: 'figures', cell: ({ pattern }) => patternWords(pattern) },
  { label: 'Blocked', cell: ({ direction }) => DIRECTION_WORDS[direction] },
  { label: 'Why', cell: ({ cause }) => cause || '—' },
  { label: 'Since', kind: 'figures', cell: (entry) => <Since {...entry} /> },
  {
    label: 'Until',
    kind: 'figures',
    cell: ({ expiresAt }) => (expiresAt === undefined ? 'For good' : formatDayTime(expiresAt)),
  },
];

/** numbers that are blocked in this process. */
export function BlacklistPage() {
  const { processId } = useSession();
  const mayWrite = useCan()('blacklist:write');
  const [isAdding, setAdding] = useState(false);
  const listKey = ['blacklist', processId];
  const entries = usePaged<Blacklist>(listKey, '/api/blacklist', { processId });
  const removal = useChange(listKey, (pattern: string, requestId) =>
    deleteJson('/api/blacklist', { processId, pattern, requestId }),
  );
  const unblock = ({ pattern }: BlacklistEntryView) => (
    <ConfirmButton
      label="Unblock"
      accessibleName={`Unblock ${patternWords(pattern)}`}
      question={`Unblock ${patternWords(pattern)}?`}
      consequence="Calls go through again from this moment on."
      onConfirm={() => removal.mutate(pattern)}
    />
  );
  return (
    <Page
      title="Blacklist"
      about="A blocked caller is turned away before the call reaches a queue, a lead or the dial-backs."
      actions={
        mayWrite ? (
          <Button tone="accent" onPress={() => setAdding(true)}>
            Block a number
          </Button>
        ) : null
      }
    >
      <Problem of={removal.error} />
      <QueryState query={entries}>
        {(page) => (
          <Table
            rows={page.entries}
            columns={COLUMNS}
            keyOf={({ pattern }) => pattern}
            actions={mayWrite ? unblock : undefined}
            empty="No number is blocked."
            nextPageToken={page.nextPageToken}
          />
        )}
      </QueryState>
      {isAdding ? <BlockDialog listKey={listKey} onClose={() => setAdding(false)} /> : null}
    </Page>
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
        <Problem of={other} />
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
