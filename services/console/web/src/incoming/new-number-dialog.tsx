import type { FormEvent } from 'react';
import type { IncomingNumberView } from '../../../src/app/views/incoming-numbers.ts';
import { sendJson } from '../api-client.ts';
import campaignStyles from '../campaigns/campaigns.module.css';
import { useCampaigns } from '../filters/filter-keys.ts';
import { formText } from '../logic/form-text.ts';
import { readPhone } from '../logic/incoming-form.ts';
import { navigate } from '../router.ts';
import { useSession } from '../session.tsx';
import { fieldError, otherError } from '../settings/field-error.ts';
import { useChange } from '../settings/use-change.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { numberPath, numbersKey } from './number-path.ts';

/** Number, name and a campaign; everything else has its default and is changed on the number's own page. */
export function NewNumberDialog({ onClose }: { onClose(): void }) {
  const { processId } = useSession();
  const campaigns = useCampaigns();
  const creation = useChange(
    numbersKey(processId),
    (number: { phone: string; name: string; campaignIds: string[] }, requestId) =>
      sendJson<IncomingNumberView>(
        'POST',
        `/api/incoming-numbers?${new URLSearchParams({ processId }).toString()}`,
        { requestId, ...number },
      ),
  );
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const number = {
      phone: readPhone(form),
      name: formText(form, 'name'),
      campaignIds: [formText(form, 'campaignId')],
    };
    creation.mutate(number, {
      onSuccess: ({ incomingNumberId }) => navigate(numberPath(incomingNumberId)),
    });
  };
  return (
    <Dialog title="New incoming number" onClose={onClose}>
      <Problem of={otherError(creation.error, ['phone', 'name'])} />
      <form className={campaignStyles['stack']} onSubmit={submit}>
        <InputField
          label="Number"
          name="phone"
          type="tel"
          required
          autoFocus
          spellCheck={false}
          placeholder="+12125550199"
          hint="As your carrier sends it, with country code"
          error={fieldError(creation.error, 'phone')}
        />
        <InputField
          label="Name"
          name="name"
          required
          maxLength={100}
          placeholder="Hotline"
          error={fieldError(creation.error, 'name')}
        />
        <SelectField
          label="Campaign"
          name="campaignId"
          required
          hint="Its agents take the calls; add others later"
        >
          {(campaigns.data?.campaigns ?? []).map(({ campaignId, name }) => (
            <option key={campaignId} value={campaignId}>
              {name}
            </option>
          ))}
        </SelectField>
        <DialogActions>
          <Button onPress={onClose}>Cancel</Button>
          <Button tone="accent" type="submit" isDisabled={creation.isPending}>
            {creation.isPending ? 'Adding…' : 'Add number'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
