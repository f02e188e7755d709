import { useQuery } from '@tanstack/react-query';
import type { CampaignView } from '../../../src/app/views/leads.ts';
import type {
  FilterAttributesView,
  FilterGroupView,
  FilterLevelName,
  FilterView,
} from '../../../src/app/views/filters.ts';
import { getJson } from '../api-client.ts';
import { useSession } from '../session.tsx';

export const FILTERS_KEY = ['filters'] as const;
export const FILTER_GROUPS_KEY = ['filter-groups'] as const;

/** The filters of the process; of one level when it is named. */
export function useFilters(level: FilterLevelName | '' = '', enabled = true) {
  const { processId } = useSession();
  return useQuery({
    queryKey: [...FILTERS_KEY, processId, level],
    queryFn: () => getJson<{ filters: FilterView[] }>('/api/filters', { processId, level }),
    enabled,
  });
}

export function useFilterGroups() {
  const { processId } = useSession();
  return useQuery({
    queryKey: [...FILTER_GROUPS_KEY, processId],
    queryFn: () => getJson<{ groups: FilterGroupView[] }>('/api/filter-groups', { processId }),
  });
}

/** What filters may name, and whether the process may use groups. */
export function useFilterAttributes(enabled = true) {
  const { processId } = useSession();
  return useQuery({
    queryKey: ['filter-attributes', processId],
    queryFn: () => getJson<FilterAttributesView>('/api/filters/attributes', { processId }),
    enabled,
  });
}

export function useCampaigns() {
  const { processId } = useSession();
  return useQuery({
    queryKey: ['campaigns', processId],
    queryFn: () => getJson<{ campaigns: CampaignView[] }>('/api/campaigns', { processId }),
  });
}

export const LEVEL_WORDS: Readonly<Record<FilterLevelName, string>> = {
  system: 'System',
  campaign: 'Campaign',
  segment: 'Segment',
};

/** Where a filter or group counts: a level, or the one campaign by name. */
export function useLevelWords() {
  const campaigns = useCampaigns();
  const names = new Map((campaigns.data?.campaigns ?? []).map(({ campaignId, name }) => [campaignId, name]));
  return ({ level, campaignId }: { level: FilterLevelName; campaignId: string }): string =>
    level === 'campaign' ? (names.get(campaignId) ?? LEVEL_WORDS.campaign) : LEVEL_WORDS[level];
}
