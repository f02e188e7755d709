import type { FilterLevelName } from '../../../src/app/views/filters.ts';
import { SelectField } from '../ui/field.tsx';
import { LEVEL_WORDS, useCampaigns } from './filter-keys.ts';

interface LevelFieldsProps {
  level: FilterLevelName;
  campaignId: string;
  /** Levels the person may choose; one that is stored stays what it is. */
  levels: readonly FilterLevelName[];
  isNew: boolean;
  onChange(change: { level?: FilterLevelName; campaignId?: string }): void;
}

/** whose the filter or group is. */
export function LevelFields({ level, campaignId, levels, isNew, onChange }: LevelFieldsProps) {
  const campaigns = useCampaigns();
  return (
    <>
      <SelectField
        label="Level"
        value={level}
        disabled={!isNew}
        hint={isNew ? undefined : 'The level never changes.'}
        // The options are levels.
        onChange={(event) => onChange({ level: event.target.value as FilterLevelName })}
      >
        {(isNew ? levels : [level]).map((choice) => (
          <option key={choice} value={choice}>
            {LEVEL_WORDS[choice]}
          </option>
        ))}
      </SelectField>
      {level === 'campaign' ? (
        <SelectField
          label="Campaign"
          value={campaignId}
          disabled={!isNew}
          required
          onChange={(event) => onChange({ campaignId: event.target.value })}
        >
          <option value="">Choose…</option>
          {(campaigns.data?.campaigns ?? []).map((campaign) => (
            <option key={campaign.campaignId} value={campaign.campaignId}>
              {campaign.name}
            </option>
          ))}
        </SelectField>
      ) : (
        <span />
      )}
    </>
  );
}
