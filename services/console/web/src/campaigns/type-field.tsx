import type { ComponentProps } from 'react';
import type { CampaignTypeName } from '../../../src/app/views/campaigns.ts';
import { TYPE_WORDS } from '../logic/campaign-words.ts';
import { useAutomaticDialling } from '../settings/use-automatic-dialling.ts';
import { SelectField } from '../ui/field.tsx';

type TypeFieldProps = Omit<ComponentProps<typeof SelectField>, 'label' | 'children' | 'hint'>;

/** The types a campaign may have here: those that dial by themselves only where an administrator has allowed it. */
export function TypeField(props: TypeFieldProps) {
  const isOn = useAutomaticDialling().data?.on === true;
  const names = Object.keys(TYPE_WORDS) as CampaignTypeName[]; // of that record
  const offered = names.filter((name) => isOn || name === 'outbound_preview' || name === props.defaultValue);
  const hint = isOn
    ? 'How predictive and voice blast campaigns dial is set on their Pacing tab'
    : 'Predictive and voice blast are offered once an administrator has switched automatic dialling on';
  // Its options come with the switch: another set of them is another field.
  return (
    <SelectField key={String(isOn)} {...props} label="Type" hint={hint}>
      {offered.map((name) => (
        <option key={name} value={name}>
          {TYPE_WORDS[name]}
        </option>
      ))}
    </SelectField>
  );
}
