import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { CustomParameterView, ParameterTypeName } from '../../../src/app/views/settings.ts';
import { deleteJson, getJson, sendJson } from '../api-client.ts';
import { formText } from '../logic/form-text.ts';
import { useCan, useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Table, type Column } from '../ui/table.tsx';
import styles from './settings.module.css';
import { useChange } from './use-change.ts';

const TYPE_WORDS: Readonly<Record<ParameterTypeName, string>> = {
  text: 'Text',
  number: 'Number',
  date: 'Date',
  boolean: 'Yes or no',
  choice: 'Choice',
};
const TYPES = Object.keys(TYPE_WORDS) as ParameterTypeName[]; // keys of the table above

const COLUMNS: readonly Column<CustomParameterView>[] = [
  { label: 'Name', cell: ({ name }) => name },
  { label: 'Label', cell: ({ label }) => label },
  {
    label: 'Type',
    kind: 'text',
    cell: ({ type, choices }) =>
      [TYPE_WORDS[type], choices.join(', ')].filter((text) => text !== '').join(': '),
  },
];

/** Declared extra fields of leads; others are not stored. */
export function CustomParameters() {
  const { processId } = useSession();
  const can = useCan();
  const queryKey = ['custom-parameters', processId];
  const inProcess = `?processId=${encodeURIComponent(processId)}`;
  const parameters = useQuery({
    queryKey,
    queryFn: () => getJson<{ parameters: CustomParameterView[] }>('/api/custom-parameters', { processId }),
  });
  const change = useChange(queryKey, (parameter: CustomParameterView, requestId) =>
    sendJson('PUT', `/api/custom-parameters${inProcess}`, { requestId, ...parameter }),
  );
  const removal = useChange(queryKey, (name: string, requestId) =>
    deleteJson(`/api/custom-parameters/${encodeURIComponent(name)}`, { processId, requestId }),
  );
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const target = event.currentTarget;
    const form = new FormData(target);
    const type = TYPES.find((each) => each === formText(form, 'type')) ?? 'text';
    const choices = formText(form, 'choices')
      .split(',')
      .map((choice) => choice.trim());
    const parameter = {
      name: formText(form, 'name'),
      label: formText(form, 'label'),
      type,
      choices: type === 'choice' ? choices.filter((choice) => choice !== '') : [],
    };
    change.mutate(parameter, { onSuccess: () => target.reset() });
  };
  const deletion = ({ name, label }: CustomParameterView) => (
    <ConfirmButton
      label="Delete"
      accessibleName={`Delete ${label}`}
      question={`Delete the parameter ${label}?`}
      consequence="New values are no longer stored. What leads hold already stays until the vendor sends them again."
      onConfirm={() => removal.mutate(name)}
    />
  );
  return (
    <Page
      title="Custom Parameters"
      about="What vendors send beside Caller ID, names and e-mail is stored only if it is declared here. Saving a known name changes its label."
    >
      {can('custom-parameter:write') ? (
        <form className={`${styles['section']} ${styles['form']}`} onSubmit={submit}>
          <InputField
            label="Name"
            name="name"
            required
            maxLength={64}
            pattern="[A-Za-z][A-Za-z0-9_]*"
            hint="As vendors send it"
          />
          <InputField label="Label" name="label" required maxLength={100} hint="As agents see it" />
          <SelectField label="Type" name="type" hint="Never changes">
            {TYPES.map((type) => (
              <option key={type} value={type}>
                {TYPE_WORDS[type]}
              </option>
            ))}
          </SelectField>
          <InputField label="Choices" name="choices" hint="Of a choice, between commas" />
          <Button tone="accent" type="submit" isDisabled={change.isPending}>
            Save parameter
          </Button>
        </form>
      ) : null}
      <Problem of={change.error ?? removal.error} />
      <QueryState query={parameters}>
        {(read) => (
          <Table
            rows={read.parameters}
            columns={COLUMNS}
            keyOf={({ name }) => name}
            actions={can('custom-parameter:write') ? deletion : undefined}
            empty="None declared yet."
          />
        )}
      </QueryState>
    </Page>
  );
}
