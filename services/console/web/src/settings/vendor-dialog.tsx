import type { FormEvent } from 'react';
import type { VendorSettings, VendorView } from '../../../src/app/views/campaigns.ts';
import { ApiProblem, problemText, sendJson } from '../api-client.ts';
import campaigns from '../campaigns/campaigns.module.css';
import { formText } from '../logic/form-text.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { CheckField, InputField, TextField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { fieldError, otherError } from './field-error.ts';
import { useChange } from './use-change.ts';
import { vendorsKey } from './vendors-key.ts';

/** A vendor's card: new, or as it is stored. */
export function VendorDialog({ vendor, onClose }: { vendor: VendorView | undefined; onClose(): void }) {
  const { processId } = useSession();
  const inProcess = `?processId=${encodeURIComponent(processId)}`;
  const change = useChange(vendorsKey(processId), (settings: VendorSettings, requestId) =>
    vendor === undefined
      ? sendJson<VendorView>('POST', `/api/vendors${inProcess}`, { requestId, ...settings })
      : sendJson<VendorView>('PUT', `/api/vendors/${encodeURIComponent(vendor.vendorId)}${inProcess}`, {
          requestId,
          version: vendor.version,
          ...settings,
        }),
  );
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const settings = {
      name: formText(form, 'name'),
      contact: formText(form, 'contact'),
      defaultCountry: formText(form, 'defaultCountry').toUpperCase(),
      note: formText(form, 'note'),
      disabled: form.get('enabled') === null,
    };
    change.mutate(settings, { onSuccess: onClose });
  };
  const other = otherError(change.error, ['name', 'defaultCountry']);
  return (
    <Dialog title={vendor === undefined ? 'New vendor' : vendor.name} onClose={onClose}>
      {other === undefined ? null : <Notice tone="bad">{wordsOf(other)}</Notice>}
      <form className={campaigns['stack']} onSubmit={submit}>
        <InputField
          autoFocus
          label="Name"
          name="name"
          required
          maxLength={100}
          defaultValue={vendor?.name}
          error={fieldError(change.error, 'name')}
        />
        <InputField
          label="Contact"
          name="contact"
          maxLength={256}
          defaultValue={vendor?.contact}
          hint="Whom to write to when leads are wrong"
        />
        <InputField
          label="Default country"
          name="defaultCountry"
          maxLength={2}
          pattern="[A-Za-z]{2}"
          placeholder="US"
          defaultValue={vendor?.defaultCountry}
          hint="For numbers without a country code; new links start with it"
          error={fieldError(change.error, 'defaultCountry')}
        />
        <TextField label="Note" name="note" rows={3} maxLength={2000} defaultValue={vendor?.note} />
        <CheckField
          label="Gets new links"
          name="enabled"
          value="on"
          defaultChecked={vendor?.disabled !== true}
          hint="Off: the links it has stay open until they are revoked"
        />
        <DialogActions>
          <Button onPress={onClose}>Cancel</Button>
          <Button tone="accent" type="submit" isDisabled={change.isPending}>
            {change.isPending ? 'Saving…' : 'Save vendor'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function wordsOf(error: Error): string {
  return error instanceof ApiProblem && error.reason === 'VERSION_CONFLICT'
    ? 'Somebody else changed this vendor meanwhile. Close this to see theirs, then change it again.'
    : problemText(error);
}
