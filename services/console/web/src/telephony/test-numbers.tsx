import { useState, type FormEvent } from 'react';
import type { TestNumberView, TrunkView } from '../../../src/app/views/telephony.ts';
import { deleteJson, sendJson } from '../api-client.ts';
import { formText } from '../logic/form-text.ts';
import { formatPhone } from '../logic/formats.ts';
import { useCan, useSession } from '../session.tsx';
import { fieldError, otherError } from '../settings/field-error.ts';
import { useChange } from '../settings/use-change.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Table, type Column } from '../ui/table.tsx';
import telephony from './telephony.module.css';
import { testNumbersKey } from './trunks-key.ts';
import { useTestNumbers } from './use-test-numbers.ts';

/** The only numbers that a test call may ring. */
export function TestNumbers({ trunks }: { trunks: readonly TrunkView[] }) {
  const can = useCan();
  const numbers = useTestNumbers();
  const [isAdding, setAdding] = useState(false);
  return (
    <section className={telephony['section']}>
      <div className={telephony['ladderHead']}>
        <h2>Test numbers</h2>
        {can('telephony:write') ? <Button onPress={() => setAdding(true)}>Add test number</Button> : null}
      </div>
      <p className={telephony['quiet']}>
        Telephones of your own. A test call rings these and no others, at most twelve times an hour each.
      </p>
      <QueryState query={numbers}>
        {(view) => <NumberTable numbers={view.numbers} trunks={trunks} />}
      </QueryState>
      {isAdding ? <AddDialog trunks={trunks} onClose={() => setAdding(false)} /> : null}
    </section>
  );
}

function NumberTable({
  numbers,
  trunks,
}: {
  numbers: readonly TestNumberView[];
  trunks: readonly TrunkView[];
}) {
  const { processId } = useSession();
  const can = useCan();
  const removal = useChange(testNumbersKey(processId), (phone: string, requestId) =>
    deleteJson('/api/telephony/test-numbers', { processId, phone, requestId }),
  );
  const columns: readonly Column<TestNumberView>[] = [
    { label: 'Number', kind: 'figures', cell: ({ phone }) => formatPhone(phone) },
    { label: 'Whose', cell: ({ name }) => name || '—' },
    { label: 'Over', cell: ({ trunkId }) => (trunkId === '' ? 'Every trunk' : nameOf(trunks, trunkId)) },
  ];
  const remove = ({ phone }: TestNumberView) => (
    <ConfirmButton
      label="Remove"
      accessibleName={`Remove the test number ${formatPhone(phone)}`}
      question={`Remove ${formatPhone(phone)}?`}
      consequence="It is rung by no test call any more. One that is ringing goes on."
      onConfirm={() => removal.mutate(phone)}
    />
  );
  return (
    <>
      <Problem of={removal.error} />
      <Table
        rows={numbers}
        columns={columns}
        keyOf={({ phone }) => phone}
        actions={can('telephony:write') ? remove : undefined}
        empty="No test number yet, so no trunk can be tried."
      />
    </>
  );
}

function AddDialog({ trunks, onClose }: { trunks: readonly TrunkView[]; onClose(): void }) {
  const { processId } = useSession();
  const addition = useChange(
    testNumbersKey(processId),
    (number: Readonly<Record<'phone' | 'name' | 'trunkId', string>>, requestId) =>
      sendJson('POST', `/api/telephony/test-numbers?processId=${encodeURIComponent(processId)}`, {
        requestId,
        ...number,
      }),
  );
  const other = otherError(addition.error, ['phone', 'name']);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const phone = formText(form, 'phone').replace(/[\s().-]/g, '');
    const number = { phone, name: formText(form, 'name'), trunkId: formText(form, 'trunkId') };
    addition.mutate(number, { onSuccess: onClose });
  };
  return (
    <Dialog title="Add a test number" onClose={onClose}>
      <form onSubmit={submit} className={telephony['ladder']}>
        <InputField
          label="Number"
          name="phone"
          type="tel"
          required
          autoFocus
          placeholder="+1 202 555 0123"
          hint="With country code. A telephone of your own: no lead's."
          error={fieldError(addition.error, 'phone')}
        />
        <InputField
          label="Whose telephone it is"
          name="name"
          maxLength={100}
          error={fieldError(addition.error, 'name')}
        />
        <SelectField label="May be called over" name="trunkId">
          <option value="">Every trunk</option>
          {trunks.map(({ trunkId, settings }) => (
            <option key={trunkId} value={trunkId}>
              {settings.name}
            </option>
          ))}
        </SelectField>
        <Problem of={other} />
        <DialogActions>
          <Button onPress={onClose}>Cancel</Button>
          <Button tone="accent" type="submit" isDisabled={addition.isPending}>
            Add
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function nameOf(trunks: readonly TrunkView[], wanted: string): string {
  return trunks.find(({ trunkId }) => trunkId === wanted)?.settings.name ?? wanted;
}
