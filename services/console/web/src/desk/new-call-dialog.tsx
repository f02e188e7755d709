import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { NewCallView } from '../../../src/app/views/desk.ts';
import type { CampaignView } from '../../../src/app/views/leads.ts';
import type { CustomParameterView } from '../../../src/app/views/settings.ts';
import { ApiProblem, getJson, sendJson } from '../api-client.ts';
import lists from '../lists/lists.module.css';
import { customIn, phonesIn } from '../logic/contact-form.ts';
import { formText } from '../logic/form-text.ts';
import { useCan, useSession } from '../session.tsx';
import { fieldError, otherError } from '../settings/field-error.ts';
import { useChange } from '../settings/use-change.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { InputField, SelectField, TextField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import styles from './new-call.module.css';
import { OpenLeadButton } from './open-lead-button.tsx';

const PERSON = ['firstName', 'lastName', 'email', 'timeZone'] as const;
/** What the services call the field of the numbers. */
const PHONE_FIELDS = ['phone', 'phones', ...Array.from({ length: 10 }, (_, at) => `phones.${at}`)];

/** What the form begins with. */
export interface CallStart {
  readonly phone: string;
  readonly campaignId: string;
}

/** somebody new, with a record of them or without; both go through the same gate. */
export function NewCallDialog({ start, onClose }: { start?: CallStart; onClose(): void }) {
  const { processId } = useSession();
  const campaigns = useQuery({
    queryKey: ['campaigns', processId],
    queryFn: () => getJson<{ campaigns: CampaignView[] }>('/api/campaigns', { processId }),
  });
  return (
    <Dialog title="New call" onClose={onClose}>
      <QueryState query={campaigns}>
        {(answer) => {
          const open = answer.campaigns.filter(({ manualDialling }) => manualDialling);
          return open.length === 0 ? (
            <p>None of your campaigns allows numbers to be dialled by hand. A supervisor can switch it on.</p>
          ) : (
            <NewCallForm campaigns={open} start={start} onClose={onClose} />
          );
        }}
      </QueryState>
    </Dialog>
  );
}

interface NewCallFormProps {
  campaigns: readonly CampaignView[];
  start: CallStart | undefined;
  onClose(): void;
}

function NewCallForm({ campaigns, start, onClose }: NewCallFormProps) {
  const { processId } = useSession();
  const can = useCan();
  const [refused, setRefused] = useState<string>();
  const declared = useQuery({
    queryKey: ['custom-parameters', processId],
    queryFn: () => getJson<{ parameters: CustomParameterView[] }>('/api/custom-parameters', { processId }),
  });
  const parameters = declared.data?.parameters ?? [];
  const call = useChange(['calls'], ({ path, body }: { path: string; body: object }, requestId) =>
    sendJson<NewCallView>('POST', path, { requestId, processId, ...body }),
  );
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const { nativeEvent } = event;
    const pressed = nativeEvent instanceof SubmitEvent ? nativeEvent.submitter : null;
    const form = new FormData(event.currentTarget, pressed);
    setRefused(undefined);
    call.mutate(askOf(form, parameters), {
      onSuccess: ({ opened, reasons }) => (opened ? onClose() : setRefused(reasons[0]?.text)),
    });
  };
  const phoneError = PHONE_FIELDS.map((field) => fieldError(call.error, field)).find(
    (text) => text !== undefined,
  );
  return (
    <form onSubmit={submit} className={lists['form']}>
      <Problem of={otherError(call.error, PHONE_FIELDS)} />
      {refused === undefined ? null : <Notice tone="warn">{`Not opened: ${refused}.`}</Notice>}
      <Duplicate error={call.error} />
      <TextField
        label="Phone numbers"
        name="phones"
        required
        autoFocus
        rows={2}
        defaultValue={start?.phone}
        placeholder="+1 202 555 0123"
        hint="One a line; the first one is dialled."
        error={phoneError}
      />
      <div className={lists['pair']}>
        <InputField
          label="Country of the numbers"
          name="defaultCountry"
          maxLength={2}
          pattern="[A-Z]{2}"
          placeholder="US"
          hint="For numbers without +"
        />
        <SelectField label="Campaign" name="campaignId" defaultValue={start?.campaignId}>
          {campaigns.map(({ campaignId, name }) => (
            <option key={campaignId} value={campaignId}>
              {name}
            </option>
          ))}
        </SelectField>
      </div>
      {can('lead:create') ? <CustomerInformation parameters={parameters} /> : null}
      <DialogActions>
        <Button onPress={onClose}>Cancel</Button>
        <Button type="submit" name="mode" value="number" isDisabled={call.isPending}>
          Dial only
        </Button>
        {can('lead:create') ? (
          <Button tone="accent" type="submit" name="mode" value="lead" isDisabled={call.isPending}>
            Create and dial
          </Button>
        ) : null}
      </DialogActions>
    </form>
  );
}

/** */
function CustomerInformation({ parameters }: { parameters: readonly CustomParameterView[] }) {
  return (
    <fieldset className={styles['group']}>
      <legend>Customer Information</legend>
      <p className={styles['quiet']}>Kept with “Create and dial”; “Dial only” makes no record.</p>
      <div className={lists['pair']}>
        <InputField label="First name" name="firstName" maxLength={256} />
        <InputField label="Last name" name="lastName" maxLength={256} />
        <InputField label="E-mail" name="email" type="email" maxLength={320} />
        <InputField label="Time zone" name="timeZone" maxLength={64} hint="Empty: as the number says" />
        {parameters.map(({ name, label }) => (
          <InputField key={name} label={label} name={`custom.${name}`} maxLength={4096} />
        ))}
      </div>
    </fieldset>
  );
}

/** Who is there already is opened instead of made twice. */
function Duplicate({ error }: { error: Error | null }) {
  const { processId } = useSession();
  if (!(error instanceof ApiProblem) || error.reason !== 'LEAD_DUPLICATE') return null;
  const { leadId } = error.details;
  return typeof leadId === 'string' && leadId !== '' ? <OpenLeadButton lead={{ processId, leadId }} /> : null;
}

function askOf(
  form: FormData,
  parameters: readonly CustomParameterView[],
): { readonly path: string; readonly body: object } {
  const phones = phonesIn(form);
  const place = {
    campaignId: formText(form, 'campaignId'),
    defaultCountry: formText(form, 'defaultCountry'),
  };
  if (formText(form, 'mode') === 'number')
    return { path: '/api/desk/new-number', body: { ...place, phone: phones[0] ?? '' } };
  const person = Object.fromEntries(PERSON.map((name) => [name, formText(form, name)]));
  const custom = customIn(form, parameters);
  return { path: '/api/desk/new-lead', body: { ...place, ...person, phones, custom } };
}
