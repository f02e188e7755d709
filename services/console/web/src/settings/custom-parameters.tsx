import { useQuery } from '@tanstack/react-query';
import { useEffect, type FormEvent } from 'react';
import type { CustomParameterView, ParameterTypeName } from '../../../src/app/views/settings.ts';
import { deleteJson, getJson, problemText, sendJson } from '../api-client.ts';
import { formText } from '../logic/form-text.ts';
import { useCan, useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import pageStyles from '../ui/page.module.css';
import { QueryState } from '../ui/query-state.tsx';
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
  const problem = change.error ?? removal.error;
  useEffect(() => {
    document.title = 'Custom Parameters · Firstring';
  }, []);
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
  return (
    <div className={pageStyles['page']}>
      <div className={pageStyles['head']}>
        <h1>Custom Parameters</h1>
      </div>
      <section className={styles['section']}>
        <p className={styles['quiet']}>
          What vendors send beside Caller ID, names and e-mail is stored only if it is declared here. Saving a
          known name changes its label.
        </p>
        {can('custom-parameter:write') ? (
          <form className={styles['form']} onSubmit={submit}>
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
        {problem === null ? null : <Notice tone="bad">{problemText(problem)}</Notice>}
        <QueryState query={parameters}>
          {({ parameters: all }) =>
            all.length === 0 ? (
              <p className={styles['quiet']}>None declared yet.</p>
            ) : (
              <ParameterTable
                parameters={all}
                onDelete={can('custom-parameter:write') ? (name) => removal.mutate(name) : undefined}
              />
            )
          }
        </QueryState>
      </section>
    </div>
  );
}

interface ParameterTableProps {
  parameters: readonly CustomParameterView[];
  onDelete: ((name: string) => void) | undefined;
}

function ParameterTable({ parameters, onDelete }: ParameterTableProps) {
  return (
    <div className={pageStyles['tableWrap']}>
      <table className={pageStyles['table']}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Label</th>
            <th scope="col">Type</th>
            <th scope="col" className={pageStyles['actions']}>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {parameters.map(({ name, label, type, choices }) => (
            <tr key={name}>
              <td>{name}</td>
              <td>{label}</td>
              <td>{[TYPE_WORDS[type], choices.join(', ')].filter((text) => text !== '').join(': ')}</td>
              <td className={pageStyles['actions']}>
                <div className={pageStyles['icons']}>
                  {onDelete === undefined ? null : (
                    <ConfirmButton
                      label="Delete"
                      accessibleName={`Delete ${label}`}
                      question={`Delete the parameter ${label}?`}
                      consequence="New values are no longer stored. What leads hold already stays until the vendor sends them again."
                      onConfirm={() => onDelete(name)}
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
