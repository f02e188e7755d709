import type { FormEvent } from 'react';
import type { SavedCampaign } from '../../../src/app/views/campaigns.ts';
import { sendJson } from '../api-client.ts';
import { formText } from '../logic/form-text.ts';
import { navigate } from '../router.ts';
import { useSession } from '../session.tsx';
import { fieldError, otherError } from '../settings/field-error.ts';
import { useChange } from '../settings/use-change.ts';
import { ZoneField } from '../settings/zone-field.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { InputField } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import styles from './campaigns.module.css';
import { campaignsKey } from './campaign-key.ts';
import { campaignPath } from './campaign-path.ts';
import { TypeField } from './type-field.tsx';

/** Name, type and zone; everything else has its default and is changed on the campaign's own page. */
export function NewCampaignDialog({ onClose }: { onClose(): void }) {
  const { processId } = useSession();
  const creation = useChange(campaignsKey(processId), (named: Record<string, string>, requestId) =>
    sendJson<SavedCampaign>('POST', `/api/campaigns?processId=${encodeURIComponent(processId)}`, {
      requestId,
      ...named,
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const named = Object.fromEntries(
      ['name', 'type', 'timeZone'].map((field) => [field, formText(form, field)]),
    );
    creation.mutate(named, {
      onSuccess: ({ campaign }) => navigate(campaignPath(campaign.campaignId)),
    });
  };
  const other = otherError(creation.error, ['name', 'timeZone']);
  return (
    <Dialog title="New campaign" onClose={onClose}>
      <Problem of={other} />
      <form className={styles['stack']} onSubmit={submit}>
        <InputField
          label="Name"
          name="name"
          required
          maxLength={100}
          autoFocus
          error={fieldError(creation.error, 'name')}
        />
        <TypeField name="type" defaultValue="outbound_preview" />
        <ZoneField
          defaultValue={Intl.DateTimeFormat().resolvedOptions().timeZone}
          error={fieldError(creation.error, 'timeZone')}
        />
        <DialogActions>
          <Button onPress={onClose}>Cancel</Button>
          <Button tone="accent" type="submit" isDisabled={creation.isPending}>
            {creation.isPending ? 'Making…' : 'Make campaign'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
