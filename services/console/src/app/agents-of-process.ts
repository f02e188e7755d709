import type { Users } from './users.ts';
import type { CampaignAgentRow } from './views/campaigns.ts';

/** Who may sign in to a desk of the process, by name. */
export async function agentsOfProcess(
  users: Pick<Users, 'agents'>,
  processId: string,
): Promise<CampaignAgentRow[]> {
  const agents = (await users.agents()).filter(({ processIds }) => processIds.includes(processId));
  return agents
    .map(({ agentId, name }) => ({ agentId, name }))
    .toSorted((left, right) => left.name.localeCompare(right.name));
}
