import type { FormEvent } from 'react';
import { sendJson } from '../api-client.ts';
import { formText } from '../logic/form-text.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { InputField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { Problem } from '../ui/problem.tsx';
import { fieldError, otherError } from './field-error.ts';
import settings from './settings.module.css';
import { useChange } from './use-change.ts';
import { ZoneField } from './zone-field.tsx';

/** A wall is made with one person inside: who made it. Others come in on Users and roles. */
export function NewProcess() {
  const { renew } = useSession();
  const creation = useChange(['processes'], (made: { name: string; timeZone: string }, requestId) =>
    sendJson<{ name: string }>('POST', '/api/processes', { requestId, ...made }),
  );
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const target = event.currentTarget;
    const form = new FormData(target);
    const made = { name: formText(form, 'name'), timeZone: formText(form, 'timeZone') };
    creation.mutate(made, {
      onSuccess: () => {
        target.reset();
        void renew();
      },
    });
  };
  const other = otherError(creation.error, ['name', 'timeZone']);
  return (
    <section className={settings['section']}>
      <h2>New process</h2>
      <p className={settings['quiet']}>
        A process is a wall: its leads, lists, campaigns and calls are seen by nobody outside it. You are the
        only one inside until you let others in on Users and roles.
      </p>
      <Problem of={other} />
      {creation.isSuccess ? (
        <Notice tone="good">{`${creation.data.name} is there. Choose it in the bar at the top.`}</Notice>
      ) : null}
      <form className={settings['form']} onSubmit={submit}>
        <InputField
          label="Name of the new process"
          name="name"
          required
          maxLength={100}
          error={fieldError(creation.error, 'name')}
        />
        <ZoneField
          defaultValue={Intl.DateTimeFormat().resolvedOptions().timeZone}
          error={fieldError(creation.error, 'timeZone')}
        />
        <Button type="submit" isDisabled={creation.isPending}>
          {creation.isPending ? 'Making…' : 'Make process'}
        </Button>
      </form>
    </section>
  );
}
