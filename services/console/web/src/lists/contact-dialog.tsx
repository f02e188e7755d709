import { useState, type FormEvent } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { ContactAnswer, ListView } from '../../../src/app/views/lists.ts';
import type { CustomParameterView } from '../../../src/app/views/settings.ts';
import { getJson, problemText, sendJson } from '../api-client.ts';
import { customIn, phonesIn } from '../logic/contact-form.ts';
import { formText } from '../logic/form-text.ts';
import { useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { InputField, TextField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { listPath, listsKey } from './lists-key.ts';
import styles from './lists.module.css';

const STANDARD = ['defaultCountry', 'firstName', 'lastName', 'email', 'timeZone', 'ownershipCode'] as const;

interface ContactDialogProps {
  list: Pick<ListView, 'listId' | 'name'>;
  onClose(): void;
}

/** one contact by hand. */
export function ContactDialog({ list, onClose }: ContactDialogProps) {
  const { processId } = useSession();
  const [added, setAdded] = useState('');
  const parameters = useQuery({
    queryKey: ['custom-parameters', processId],
    queryFn: () => getJson<{ parameters: CustomParameterView[] }>('/api/custom-parameters', { processId }),
  });
  const add = useChange(listsKey(processId), (contact: object, requestId) =>
    sendJson<ContactAnswer>('POST', listPath(processId, list.listId, '/contacts'), { requestId, ...contact }),
  );
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const target = event.currentTarget;
    const form = new FormData(target);
    const contact = {
      phones: phonesIn(form),
      ...Object.fromEntries(STANDARD.map((name) => [name, formText(form, name)])),
      custom: customIn(form, parameters.data?.parameters ?? []),
    };
    add.mutate(contact, {
      onSuccess: () => {
        setAdded(contact.phones[0] ?? '');
        target.reset();
      },
    });
  };
  return (
    <Dialog title={`Add a contact to ${list.name}`} onClose={onClose}>
      <form onSubmit={submit} className={styles['form']}>
        {added === '' || add.error !== null ? null : <Notice tone="good">{`${added} is added.`}</Notice>}
        <TextField
          label="Phone numbers"
          name="phones"
          required
          autoFocus
          placeholder="+1 202 555 0123"
          hint="One a line; the first one is the Caller ID."
          error={add.error === null ? undefined : problemText(add.error)}
        />
        <div className={styles['pair']}>
          <InputField label="First name" name="firstName" maxLength={256} />
          <InputField label="Last name" name="lastName" maxLength={256} />
          <InputField label="E-mail" name="email" type="email" maxLength={320} />
          <InputField label="Time zone" name="timeZone" maxLength={64} hint="Empty: as the number says" />
          <InputField
            label="Ownership code"
            name="ownershipCode"
            maxLength={64}
            hint="Empty: any agent may have the lead"
          />
          <InputField
            label="Country of the numbers"
            name="defaultCountry"
            maxLength={2}
            pattern="[A-Z]{2}"
            placeholder="US"
            hint="For numbers without +"
          />
          {(parameters.data?.parameters ?? []).map(({ name, label }) => (
            <InputField key={name} label={label} name={`custom.${name}`} maxLength={4096} />
          ))}
        </div>
        <DialogActions>
          <Button onPress={onClose}>Close</Button>
          <Button tone="accent" type="submit" isDisabled={add.isPending}>
            Add contact
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
