import type { CampaignAgentRow } from '../../../src/app/views/campaigns.ts';
import { Button } from '../ui/button.tsx';
import { SelectField } from '../ui/field.tsx';
import styles from './campaigns.module.css';

interface GivenToProps {
  /** Name of the list or segment. */
  of: string;
  /** Who is given the leads when nobody is named. */
  everybody: string;
  agents: readonly CampaignAgentRow[];
  agentIds: readonly string[];
  onChange(agentIds: string[]): void;
}

/** who is given the leads of a list or segment; nobody named is everybody. */
export function GivenTo({ of, everybody, agents, agentIds, onChange }: GivenToProps) {
  const others = agents.filter(({ agentId }) => !agentIds.includes(agentId));
  const nameOf = (agentId: string): string =>
    agents.find((agent) => agent.agentId === agentId)?.name ?? agentId;
  return (
    <div data-wide className={styles['stack']}>
      <SelectField
        label="Given to"
        hint={agentIds.length === 0 ? everybody : 'These agents only'}
        value=""
        onChange={(event) => onChange([...agentIds, event.target.value])}
      >
        <option value="">{agentIds.length === 0 ? 'Everybody' : 'Add an agent…'}</option>
        {others.map(({ agentId, name }) => (
          <option key={agentId} value={agentId}>
            {name}
          </option>
        ))}
      </SelectField>
      {agentIds.length === 0 ? null : (
        <ul className={styles['names']} aria-label={`${of} is given to`}>
          {agentIds.map((agentId) => (
            <li key={agentId}>
              {nameOf(agentId)}
              <Button
                aria-label={`Remove ${nameOf(agentId)} from ${of}`}
                onPress={() => onChange(agentIds.filter((each) => each !== agentId))}
              >
                Remove
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
