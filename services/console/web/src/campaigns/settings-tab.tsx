import { useRef, type FormEvent } from 'react';
import type { CampaignDetails, CampaignSettings } from '../../../src/app/views/campaigns.ts';
import { ApiProblem, problemText } from '../api-client.ts';
import {
  CAMPAIGN_FIELDS,
  fieldOf,
  toFields,
  toSettings,
  type CampaignField,
  type CampaignFields,
} from '../logic/campaign-form.ts';
import { formText } from '../logic/form-text.ts';
import { useInvalidFocus } from '../ui/use-invalid-focus.ts';
import { Button } from '../ui/button.tsx';
import styles from './campaigns.module.css';
import { BasicFields, CallFields, CallerFields, RetryFields } from './campaign-fields.tsx';
import { campaignsKey } from './campaign-key.ts';
import { formKey } from './form-key.ts';
import { SaveNotice } from './save-notice.tsx';
import { useSaveCampaign } from './use-save-campaign.ts';

/** What a campaign is and how it calls; R-145: its retries and zone. */
export function SettingsTab({ campaign }: { campaign: CampaignDetails }) {
  const saving = useSaveCampaign(campaign);
  const refused = refusedField(saving.error);
  return (
    <>
      <SaveNotice
        saving={saving}
        warnings={saving.data?.warnings}
        queryKey={campaignsKey(campaign.processId)}
        saidBelow={refused !== undefined}
      />
      <SettingsForm
        key={formKey(campaign)}
        campaign={campaign}
        isSaving={saving.isPending}
        error={saving.error}
        onSave={(part) => saving.mutate(part)}
      />
    </>
  );
}

interface SettingsFormProps {
  campaign: CampaignDetails;
  isSaving: boolean;
  error: Error | null;
  onSave(part: Partial<CampaignSettings>): void;
}

function SettingsForm({ campaign, isSaving, error, onSave }: SettingsFormProps) {
  const isClosed = campaign.state === 'closed';
  const form = useRef<HTMLFormElement>(null);
  const refused = refusedField(error);
  useInvalidFocus(form, refused, error);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const fields = Object.fromEntries(CAMPAIGN_FIELDS.map((name) => [name, fieldText(data, name)]));
    onSave(toSettings(fields as CampaignFields)); // every field of the list is there
  };
  const initial = toFields(campaign.settings);
  const parts = {
    fieldProps: (name: CampaignField) => ({
      name,
      defaultValue: initial[name],
      error: refused === name ? wordsOf(error) : undefined,
    }),
    switchProps: (name: CampaignField) => ({ name, defaultChecked: initial[name] !== '', value: 'on' }),
  };
  return (
    <form ref={form} onSubmit={submit}>
      <fieldset disabled={isClosed} className={styles['plain']}>
        <BasicFields {...parts} />
        <RetryFields {...parts} />
        <CallFields {...parts} />
        <CallerFields campaign={campaign} {...parts} />
        {isClosed ? null : (
          <div className={styles['end']}>
            <Button tone="accent" type="submit" isDisabled={isSaving}>
              {isSaving ? 'Saving…' : 'Save settings'}
            </Button>
          </div>
        )}
      </fieldset>
    </form>
  );
}

/** Trunks are several boxes of one name. */
function fieldText(data: FormData, name: CampaignField): string {
  if (name !== 'trunkIds') return formText(data, name);
  return data
    .getAll(name)
    .filter((value) => typeof value === 'string')
    .join(', ');
}

function refusedField(error: Error | null): CampaignField | undefined {
  if (!(error instanceof ApiProblem) || error.reason !== 'INVALID_ARGUMENT') return undefined;
  const { field } = error.details;
  return typeof field === 'string' ? fieldOf(field) : undefined;
}

/** The refusal without the path in front of it, where there is one. */
function wordsOf(error: Error | null): string {
  const path = error instanceof ApiProblem ? String(error.details['field']) : '';
  const message = error?.message ?? '';
  const words = message.startsWith(path) ? message.slice(path.length).replace(/^:? /, '') : message;
  return problemText(new Error(words));
}
