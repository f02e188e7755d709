import { useQuery } from '@tanstack/react-query';
import type { CampaignAgentRow } from '../../../src/app/views/campaigns.ts';
import { getJson } from '../api-client.ts';

/** The agents who may work campaigns of a process. */
export function useCampaignAgents(processId: string) {
  return useQuery({
    queryKey: ['campaign-agents', processId],
    queryFn: () => getJson<{ agents: CampaignAgentRow[] }>('/api/campaign-agents', { processId }),
  });
}
