import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { ProcessSettings } from '../../../src/app/views/settings.ts';
import { getJson, sendJson } from '../api-client.ts';
import { formText } from '../logic/form-text.ts';
import { useCan, useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { InputField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { AutomaticDialling } from './automatic-dialling.tsx';
import { fieldError, otherError } from './field-error.ts';
import { NewProcess } from './new-process.tsx';
import settings from './settings.module.css';
import { useChange } from './use-change.ts';
import { ZoneField } from './zone-field.tsx';

/** What a process is called and where it is at home; for administrators also new processes. */
export function GeneralPage() {
  const { processId } = useSession();
  const can = useCan();
  const process = useQuery({
    queryKey: ['process', processId],
    queryFn: () => getJson<ProcessSettings>('/api/process', { processId }),
  });
  return (
    <Page title="General">
      <QueryState query={process}>{(stored) => <ThisProcess process={stored} />}</QueryState>
      <AutomaticDialling />
      {can('process:write') ? <NewProcess /> : null}
    </Page>
  );
}

function ThisProcess({ process }: { process: ProcessSettings }) {
  const { processId, version } = process;
  const change = useChange(['process', processId], (put: { name: string; timeZone: string }, requestId) =>
    sendJson<ProcessSettings>('PUT', `/api/process?processId=${encodeURIComponent(processId)}`, {
      requestId,
      version,
      ...put,
    }),
  );
  const other = otherError(change.error, ['name', 'timeZone']);
  return (
    <section className={settings['section']}>
      <h2>This process</h2>
      <p className={settings['quiet']}>
        Leads, lists and campaigns that name no time zone take the one below when they are made; those that
        are there keep theirs.
      </p>
      <Problem of={other} />
      {change.isSuccess ? <Notice tone="good">Saved.</Notice> : null}
      {/* Another version is another form: what somebody else saved stands in it. */}
      <ProcessForm key={`${processId} ${version}`} process={process} change={change} />
    </section>
  );
}

interface ProcessFormProps {
  process: ProcessSettings;
  change: {
    error: Error | null;
    isPending: boolean;
    mutate(put: { name: string; timeZone: string }): void;
  };
}

function ProcessForm({ process, change }: ProcessFormProps) {
  const readOnly = !useCan()('process:write');
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    change.mutate({ name: formText(form, 'name'), timeZone: formText(form, 'timeZone') });
  };
  return (
    <form className={settings['form']} onSubmit={submit}>
      <InputField
        label="Name"
        name="name"
        defaultValue={process.name}
        required
        maxLength={100}
        readOnly={readOnly}
        error={fieldError(change.error, 'name')}
      />
      <ZoneField
        defaultValue={process.timeZone}
        readOnly={readOnly}
        error={fieldError(change.error, 'timeZone')}
      />
      {readOnly ? null : (
        <Button tone="accent" type="submit" isDisabled={change.isPending}>
          {change.isPending ? 'Saving…' : 'Save'}
        </Button>
      )}
    </form>
  );
}
