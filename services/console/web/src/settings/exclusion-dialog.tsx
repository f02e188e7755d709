import { useState, type FormEvent } from 'react';
import type { ExclusionKindName, ExclusionView } from '../../../src/app/views/exclusions.ts';
import { sendJson } from '../api-client.ts';
import { KIND_WORDS } from '../logic/exclusion-words.ts';
import { formText } from '../logic/form-text.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { fieldError, otherError } from './field-error.ts';
import settings from './settings.module.css';
import { readTerms, TermsFields } from './terms-fields.tsx';
import { useChange } from './use-change.ts';

const FIELDS = [
  'vendor',
  'campaign',
  'list',
  'status',
  'timezone',
  'ownership_code',
  'email',
  'first_name',
  'last_name',
];

const HINTS: Readonly<Record<ExclusionKindName, string>> = {
  number: 'Nobody dials this number, whoever it belongs to.',
  customer: 'This customer is not dialled at any of their numbers. The id is the value of the primary field.',
  combined: 'Only this number of this customer is not dialled.',
  attribute: 'Every lead where the field has this value is not dialled.',
};

/** What stands beside its own field when it is refused. */
const SUBJECT_FIELDS = ['phone', 'customerId', 'attribute', 'value'];

const KINDS = Object.keys(KIND_WORDS) as ExclusionKindName[]; // keys of the table of words

/** One entry of any kind. It stays open until nobody it covers can be dialled any more. */
export function ExclusionDialog({ listKey, onClose }: { listKey: readonly unknown[]; onClose(): void }) {
  const { processId } = useSession();
  const [kind, setKind] = useState<ExclusionKindName>('number');
  const addition = useChange(listKey, (entry: Readonly<Record<string, unknown>>, requestId) =>
    sendJson<ExclusionView>('POST', `/api/exclusions?processId=${encodeURIComponent(processId)}`, {
      requestId,
      ...entry,
    }),
  );
  const other = otherError(addition.error, SUBJECT_FIELDS);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    addition.mutate({ kind, ...subjectOf(kind, form), ...readTerms(form) }, { onSuccess: onClose });
  };
  return (
    <Dialog title="Add an entry" onClose={onClose}>
      <form onSubmit={submit} className={settings['stack']}>
        <SelectField
          autoFocus
          label="What is excluded"
          value={kind}
          hint={HINTS[kind]}
          onChange={(event) => setKind(KINDS.find((each) => each === event.target.value) ?? 'number')}
        >
          {KINDS.map((each) => (
            <option key={each} value={each}>
              {KIND_WORDS[each]}
            </option>
          ))}
        </SelectField>
        <SubjectFields kind={kind} error={addition.error} />
        <TermsFields />
        <Problem of={other} />
        <DialogActions>
          <Button onPress={onClose}>Cancel</Button>
          <Button tone="accent" type="submit" isDisabled={addition.isPending}>
            {addition.isPending ? 'Confirming…' : 'Add entry'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function SubjectFields({ kind, error }: { kind: ExclusionKindName; error: Error | null }) {
  const hasPhone = kind === 'number' || kind === 'combined';
  const hasCustomer = kind === 'customer' || kind === 'combined';
  return (
    <>
      {hasPhone ? (
        <InputField
          label="Number"
          name="phone"
          type="tel"
          required
          placeholder="+1 202 555 0123"
          hint="With country code"
          error={fieldError(error, 'phone')}
        />
      ) : null}
      {hasCustomer ? (
        <InputField
          label="Customer id"
          name="customerId"
          required
          maxLength={256}
          error={fieldError(error, 'customerId')}
        />
      ) : null}
      {kind === 'attribute' ? (
        <>
          <InputField
            label="Field"
            name="attribute"
            required
            list="exclusion-fields"
            hint="A custom parameter is written custom.name"
            error={fieldError(error, 'attribute')}
          />
          <datalist id="exclusion-fields">
            {FIELDS.map((field) => (
              <option key={field} value={field} />
            ))}
          </datalist>
          <InputField
            label="Value"
            name="value"
            required
            maxLength={256}
            hint="Capital and small letters are the same"
            error={fieldError(error, 'value')}
          />
        </>
      ) : null}
    </>
  );
}

function subjectOf(kind: ExclusionKindName, form: FormData): Readonly<Record<string, string>> {
  const phone = formText(form, 'phone').replace(/[\s().-]/g, '');
  const customerId = formText(form, 'customerId');
  switch (kind) {
    case 'number':
      return { phone };
    case 'customer':
      return { customerId };
    case 'combined':
      return { phone, customerId };
    case 'attribute':
      return { attribute: formText(form, 'attribute'), value: formText(form, 'value') };
  }
}
