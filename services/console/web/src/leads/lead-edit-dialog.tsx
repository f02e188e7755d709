import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { LeadView } from '../../../src/app/views/leads.ts';
import type { CustomParameterView } from '../../../src/app/views/settings.ts';
import { getJson, sendJson } from '../api-client.ts';
import { changedFields, type LeadFields } from '../logic/lead-edit.ts';
import { randomId } from '../logic/random-id.ts';
import { useCan } from '../session.tsx';
import { fieldError, otherError } from '../settings/field-error.ts';
import { ZoneField } from '../settings/zone-field.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { InputField } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import styles from './lead-edit.module.css';

interface LeadEditDialogProps {
  lead: LeadView;
  /** Of the lock under which an agent works; managers have none. */
  fencingToken?: string;
  onClose(): void;
}

/** What is known of a person, to be put right: by a manager, or by the agent who holds the lead. */
export function LeadEditDialog(props: LeadEditDialogProps) {
  const { processId } = props.lead;
  const declared = useQuery({
    queryKey: ['custom-parameters', processId],
    queryFn: () => getJson<{ parameters: CustomParameterView[] }>('/api/custom-parameters', { processId }),
  });
  return (
    <Dialog title="Edit lead" onClose={props.onClose}>
      <QueryState query={declared}>
        {({ parameters }) => <LeadForm {...props} parameters={parameters} />}
      </QueryState>
    </Dialog>
  );
}

const FIELDS = ['firstName', 'lastName', 'email', 'timeZone', 'ownershipCode'];

function LeadForm({
  lead,
  fencingToken = '0',
  parameters,
  onClose,
}: LeadEditDialogProps & { parameters: readonly CustomParameterView[] }) {
  const can = useCan();
  const change = useLeadChange(lead, fencingToken);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const fields = changedFields(lead, new FormData(event.currentTarget));
    if (fields === undefined) onClose();
    else change.mutate(fields, { onSuccess: onClose });
  };
  const values = new Map(lead.custom.map(({ name, value }) => [name, value]));
  const other = otherError(change.error, FIELDS);
  const named = (name: 'firstName' | 'lastName' | 'email') => ({
    name,
    defaultValue: lead[name],
    error: fieldError(change.error, name),
    maxLength: 256,
  });
  return (
    <form className={styles['form']} onSubmit={submit}>
      <Problem of={other} />
      <InputField label="First name" autoFocus {...named('firstName')} />
      <InputField label="Last name" {...named('lastName')} />
      <InputField label="E-mail" type="email" {...named('email')} />
      <ZoneField defaultValue={lead.timeZone} error={fieldError(change.error, 'timeZone')} />
      {can('lead:update') ? (
        <InputField
          label="Ownership code"
          name="ownershipCode"
          defaultValue={lead.ownershipCode}
          error={fieldError(change.error, 'ownershipCode')}
          maxLength={64}
          hint="Only agents with this code in the campaign are offered the lead; empty: anybody"
        />
      ) : null}
      {parameters.map(({ name, label }) => (
        <InputField
          key={name}
          label={label}
          name={`custom.${name}`}
          defaultValue={values.get(name) ?? ''}
          maxLength={4096}
        />
      ))}
      <DialogActions>
        <Button onPress={onClose}>Cancel</Button>
        <Button tone="accent" type="submit" isDisabled={change.isPending}>
          {change.isPending ? 'Saving…' : 'Save'}
        </Button>
      </DialogActions>
    </form>
  );
}

function useLeadChange(lead: LeadView, fencingToken: string) {
  const queries = useQueryClient();
  const path = `/api/leads/${encodeURIComponent(lead.leadId)}?processId=${encodeURIComponent(lead.processId)}`;
  // Under a lock nobody else works on the lead, and the call itself raises its version.
  const version = fencingToken === '0' ? lead.version : 0;
  return useMutation({
    mutationFn: (fields: LeadFields) =>
      sendJson<LeadView>('PUT', path, { requestId: randomId(), version, fencingToken, ...fields }),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['lead', lead.leadId] }),
        queries.invalidateQueries({ queryKey: ['leads'] }),
      ]),
  });
}
