import type { CampaignDetails } from '../../../src/app/views/campaigns.ts';
import type { CampaignField } from '../logic/campaign-form.ts';
import { ZoneField } from '../settings/zone-field.tsx';
import { FieldGroup } from '../telephony/field-group.tsx';
import { TypeField } from './type-field.tsx';
import { TrunkChoices } from './trunk-choices.tsx';
import { CheckField, InputField, TextField } from '../ui/field.tsx';

interface CampaignFieldsProps {
  fieldProps(name: CampaignField): { name: string; defaultValue: string; error: string | undefined };
  switchProps(name: CampaignField): { name: string; defaultChecked: boolean; value: string };
}

/** What it is, and when it may call. */
export function BasicFields({ fieldProps, switchProps }: CampaignFieldsProps) {
  return (
    <FieldGroup
      title="Campaign"
      lead="Calling hours are meant where the person is: every zone the number may be in must be inside them."
    >
      <InputField label="Name" {...fieldProps('name')} required maxLength={100} />
      <TypeField {...fieldProps('type')} />
      <ZoneField {...fieldProps('timeZone')} />
      <InputField label="Calls from" {...fieldProps('windowStart')} required placeholder="08:00" />
      <InputField
        label="Calls until"
        {...fieldProps('windowEnd')}
        required
        placeholder="21:00"
        hint="24:00 is midnight"
      />
      <CheckField
        label="Keep leads once it is closed"
        {...switchProps('keepWhenClosed')}
        hint="Otherwise its links answer that the campaign is closed"
      />
      <CheckField
        label="Agents may dial numbers by hand"
        {...switchProps('manualDialling')}
        hint="With and without making a lead; hours, limits and the do-not-call list hold"
      />
    </FieldGroup>
  );
}

/** how often, and after which pause. Empty is the default. */
export function RetryFields({ fieldProps }: CampaignFieldsProps) {
  const count = (name: CampaignField, usual: string) => ({
    ...fieldProps(name),
    type: 'number',
    min: 0,
    placeholder: usual,
  });
  const pause = (name: CampaignField, usual: string) => ({ ...count(name, usual), step: 'any' });
  return (
    <FieldGroup
      title="Attempts and retries"
      lead="Empty fields are the defaults that stand in them in grey. Pauses are minutes, from the end of an attempt nobody answered; a disposition with a pause of its own goes first."
    >
      <InputField label="Attempts in a lead’s life" {...count('maxAttempts', '30')} required min={1} />
      <InputField
        label="Attempts on a number in 24 hours"
        {...count('maxAttemptsPerDay', '8')}
        required
        min={1}
      />
      <InputField label="Attempts on the first day" {...count('firstDayAttempts', '3')} />
      <InputField
        label="Pauses on the first day"
        {...fieldProps('firstDayGaps')}
        placeholder="30, 180"
        hint="After the first, second, … attempt; the last one repeats"
      />
      <InputField label="Attempts before follow-up" {...count('initialAttempts', '6')} />
      <InputField label="Days of the first week" {...count('firstWeekDays', '7')} />
      <InputField label="Pause on later days" {...pause('followUpGap', '240')} />
      <InputField label="Attempts a day, first weeks" {...count('followUpDayMax', '2')} />
      <InputField label="Attempts a day, long-term" {...count('longTermDayMax', '1')} />
      <InputField label="Pause when busy" {...pause('busyGap', '10')} />
      <InputField label="Pause when the line failed" {...pause('congestedGap', '2')} />
      <InputField label="A lead is fresh for" {...pause('fresh', '5')} />
      <InputField
        label="A callback is late after"
        {...pause('callbackLate', '5')}
        hint="It then goes before fresh leads"
      />
    </FieldGroup>
  );
}

/** What the agent meets. */
export function CallFields({ fieldProps, switchProps }: CampaignFieldsProps) {
  const whole = (name: CampaignField) => ({ ...fieldProps(name), type: 'number', min: 0, required: true });
  return (
    <FieldGroup
      title="At the desk"
      lead="Limits are seconds; 0 is no limit, and for skipping that it is off."
    >
      <CheckField
        label="Ring the agent’s phone with the preview"
        {...switchProps('ringOnPreview')}
        hint="The agent lifts it, and the lead is dialled"
      />
      <InputField label="Time to look" {...whole('previewLimitSeconds')} max={3600} />
      <InputField label="Time to ring" {...whole('ringLimitSeconds')} min={5} max={180} />
      <InputField label="Time to wrap up" {...whole('wrapUpLimitSeconds')} max={3600} />
      <InputField label="Skips before Not Ready" {...whole('skipBudget')} max={1000} />
    </FieldGroup>
  );
}

/** Whom the lead sees, and over which trunks. */
export function CallerFields({
  campaign,
  fieldProps,
  switchProps,
}: CampaignFieldsProps & { campaign: CampaignDetails }) {
  return (
    <FieldGroup title="Caller ids and trunks" lead="Only numbers that a trunk has verified are ever shown.">
      <InputField
        label="Caller id"
        {...fieldProps('callerId')}
        spellCheck={false}
        placeholder="+12025550100"
      />
      <CheckField
        label="Local presence"
        {...switchProps('localPresence')}
        hint="Shows the number nearest to the person’s own"
      />
      <TextField
        label="Further caller ids"
        {...fieldProps('callerIds')}
        data-wide
        rows={3}
        spellCheck={false}
        placeholder="+13125550100"
        hint="One a line; shown where a trunk has not verified the first, or by local presence"
      />
      <TrunkChoices campaign={campaign} error={fieldProps('trunkIds').error} />
    </FieldGroup>
  );
}
