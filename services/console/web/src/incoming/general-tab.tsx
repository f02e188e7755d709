import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CampaignAgentRow } from '../../../src/app/views/campaigns.ts';
import type { IncomingNumberView } from '../../../src/app/views/incoming-numbers.ts';
import { getJson } from '../api-client.ts';
import { useCampaigns } from '../filters/filter-keys.ts';
import { formText } from '../logic/form-text.ts';
import { readCampaigns, readPhone } from '../logic/incoming-form.ts';
import { useCan } from '../session.tsx';
import { FieldGroup } from '../telephony/field-group.tsx';
import { CheckField, InputField, SelectField } from '../ui/field.tsx';
import { ChoiceGroup } from './choice-group.tsx';
import { NumberForm, type ErrorOf } from './number-form.tsx';

const FIELDS = ['phone', 'name', 'campaignIds', 'agentIds'];

/** Which number, where its callers are searched, and who takes their calls. */
export function GeneralTab({ number }: { number: IncomingNumberView }) {
  const read = (form: FormData) => ({
    phone: readPhone(form),
    name: formText(form, 'name'),
    enabled: form.has('enabled'),
    campaignIds: readCampaigns(form),
    agentIds: form.getAll('agentIds').filter((each) => typeof each === 'string'),
  });
  return (
    <NumberForm number={number} read={read} fields={FIELDS}>
      {(errorOf) => (
        <>
          <FieldGroup title="Number" lead="Switched off, its calls are refused as if nobody had the number.">
            <InputField
              label="Number"
              name="phone"
              type="tel"
              required
              spellCheck={false}
              defaultValue={number.phone}
              error={errorOf('phone')}
            />
            <InputField
              label="Name"
              name="name"
              required
              maxLength={100}
              defaultValue={number.name}
              error={errorOf('name')}
            />
            <CheckField
              label="Takes calls"
              name="enabled"
              defaultChecked={number.enabled}
              hint="Off keeps everything else as it is"
            />
          </FieldGroup>
          <CampaignFields number={number} errorOf={errorOf} />
          <AgentFields number={number} errorOf={errorOf} />
        </>
      )}
    </NumberForm>
  );
}

interface PartProps {
  number: IncomingNumberView;
  errorOf: ErrorOf;
}

function CampaignFields({ number, errorOf }: PartProps) {
  const campaigns = useCampaigns().data?.campaigns ?? [];
  const [chosen, setChosen] = useState<readonly string[]>(number.campaignIds);
  const choices = campaigns.map(({ campaignId, name }) => ({ id: campaignId, label: name }));
  return (
    <FieldGroup
      title="Campaigns"
      lead="A caller is searched among the leads of these campaigns; of several leads with the number, the one called last is taken."
    >
      <ChoiceGroup
        label="Search callers in"
        hint="Only agents of these campaigns take the calls."
        name="campaignIds"
        choices={choices}
        chosen={number.campaignIds}
        error={errorOf('campaignIds')}
        onChoose={setChosen}
      />
      <SelectField
        label="New leads go to"
        name="firstCampaignId"
        defaultValue={number.campaignIds[0]}
        hint="Where “Connect as new” makes them"
      >
        {choices
          .filter(({ id }) => chosen.includes(id))
          .map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
      </SelectField>
    </FieldGroup>
  );
}

function AgentFields({ number, errorOf }: PartProps) {
  const can = useCan();
  const { processId } = number;
  const agents = useQuery({
    queryKey: ['campaign-agents', processId],
    queryFn: () => getJson<{ agents: CampaignAgentRow[] }>('/api/campaign-agents', { processId }),
    enabled: can('incoming-number:write'),
  });
  const choices = (agents.data?.agents ?? []).map(({ agentId, name }) => ({ id: agentId, label: name }));
  return (
    <FieldGroup title="Agents" lead="A lead that has an owner goes to its owner while they are there.">
      <ChoiceGroup
        key={choices.length}
        label="Take its calls"
        hint="With none chosen, everybody who works these campaigns."
        name="agentIds"
        choices={choices}
        chosen={number.agentIds}
        error={errorOf('agentIds')}
      />
    </FieldGroup>
  );
}
