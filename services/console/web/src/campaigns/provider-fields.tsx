import type { CampaignSettings, CustomerProviderName } from '../../../src/app/views/campaigns.ts';
import { FieldGroup } from '../telephony/field-group.tsx';
import { CheckField, SelectField } from '../ui/field.tsx';

const PROVIDERS: readonly { name: CustomerProviderName; label: string }[] = [
  { name: 'lead_based', label: 'Lead based: by priority and weight of the lists' },
  { name: 'campaign_based', label: 'Campaign based: one order over all lists' },
  { name: 'pace_based', label: 'Pace based: each list holds its attempts an hour' },
];

/** how turns go round among the lists of a campaign. */
export function ProviderFields({ settings }: { settings: CampaignSettings }) {
  return (
    <FieldGroup
      title="Customer provider"
      lead="How turns go round among the lists. Priority, weight and attempts an hour of a list are on the Lists tab."
    >
      <SelectField
        label="Customer provider"
        name="customerProvider"
        defaultValue={settings.customerProvider}
        data-wide
      >
        {PROVIDERS.map(({ name, label }) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </SelectField>
      <CheckField
        label="Lists before levels"
        name="listsBeforeLanes"
        value="on"
        defaultChecked={settings.listsBeforeLanes}
        hint="A list of better priority goes before a better level or step. Fresh leads and callbacks keep their place."
      />
    </FieldGroup>
  );
}

export function providerOf(value: unknown): CustomerProviderName {
  return PROVIDERS.find(({ name }) => name === value)?.name ?? 'lead_based';
}
