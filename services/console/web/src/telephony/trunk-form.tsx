import { useEffect, useRef, type FormEvent } from 'react';
import type { TrunkSettings, TrunkView } from '../../../src/app/views/telephony.ts';
import { ApiProblem, problemText, sendJson } from '../api-client.ts';
import { formText } from '../logic/form-text.ts';
import {
  FIELD_ADVICE,
  fieldOf,
  NEW_TRUNK,
  toFields,
  toSettings,
  TRUNK_FIELDS,
  type TrunkField,
  type TrunkFields,
} from '../logic/trunk-form.ts';
import { useChange } from '../settings/use-change.ts';
import { Button } from '../ui/button.tsx';
import { InputField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import telephony from './telephony.module.css';
import { TrunkCallFields, TrunkCarrierFields, TrunkMoreFields } from './trunk-fields.tsx';
import { FieldGroup } from './field-group.tsx';
import { TRUNKS_KEY } from './trunks-key.ts';

interface Put {
  trunkId: string;
  settings: TrunkSettings;
  password: string;
}

/** All settings of a trunk. What is refused is said at the field it is about. */
export function TrunkForm({ trunk, onDone }: { trunk: TrunkView | undefined; onDone(): void }) {
  const form = useRef<HTMLFormElement>(null);
  const change = useChange(TRUNKS_KEY, ({ trunkId, ...put }: Put, requestId) =>
    sendJson('PUT', `/api/telephony/trunks/${encodeURIComponent(trunkId)}`, { requestId, ...put }),
  );
  const refused = refusedField(change.error);
  useEffect(() => {
    if (refused === undefined) return;
    const field = form.current?.querySelector<HTMLElement>('[aria-invalid]');
    field?.focus({ preventScroll: true });
    field?.scrollIntoView({ block: 'center' });
  }, [refused, change.error]);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const fields = Object.fromEntries(TRUNK_FIELDS.map((name) => [name, formText(data, name)]));
    const trunkId = trunk?.trunkId ?? formText(data, 'trunkId');
    const password = formText(data, 'password');
    // Every field of the list is there.
    const settings = toSettings(fields as TrunkFields);
    change.mutate({ trunkId, settings, password }, { onSuccess: onDone });
  };
  const initial = toFields(trunk?.settings ?? NEW_TRUNK);
  const fieldProps = (name: TrunkField | 'trunkId' | 'password') => ({
    name,
    error: refused === name ? (FIELD_ADVICE[name] ?? problemText(change.error)) : undefined,
    ...(name === 'trunkId' || name === 'password' ? {} : { defaultValue: initial[name] }),
  });
  const switchProps = (name: TrunkField) => ({ name, defaultChecked: initial[name] !== '', value: 'on' });
  const parts = { fieldProps, switchProps };
  return (
    <form ref={form} onSubmit={submit} className={telephony['trunkForm']}>
      {change.error === null ? null : (
        <Notice tone="bad">
          {refused === undefined
            ? problemText(change.error)
            : 'The trunk was not saved: a setting cannot be used. It is marked below.'}
        </Notice>
      )}
      {trunk === undefined ? (
        <FieldGroup
          title="Its id"
          lead="Calls are recorded under it. It stays as it is once the trunk exists."
        >
          <InputField
            label="Id"
            {...fieldProps('trunkId')}
            required
            pattern="[A-Za-z0-9._\-]{1,64}"
            title="Letters, digits, dots, dashes and underscores"
            placeholder="carrier-east"
          />
        </FieldGroup>
      ) : null}
      <TrunkCarrierFields {...parts} isNew={trunk === undefined} />
      <TrunkCallFields {...parts} />
      <TrunkMoreFields {...parts} />
      <div className={telephony['formActions']}>
        <Button onPress={onDone}>Cancel</Button>
        <Button tone="accent" type="submit" isDisabled={change.isPending}>
          {change.isPending ? 'Saving…' : 'Save trunk'}
        </Button>
      </div>
    </form>
  );
}

function refusedField(error: Error | null): TrunkField | 'trunkId' | 'password' | undefined {
  if (!(error instanceof ApiProblem) || error.reason !== 'INVALID_ARGUMENT') return undefined;
  const { field } = error.details;
  // A path that is refused names no field: the id is all there is in it.
  if (field === '') return 'trunkId';
  return typeof field === 'string' ? fieldOf(field) : undefined;
}
