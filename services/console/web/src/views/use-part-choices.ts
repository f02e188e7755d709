import { useQuery } from '@tanstack/react-query';
import type { FilterView } from '../../../src/app/views/filters.ts';
import type { IncomingNumberPage } from '../../../src/app/views/incoming-numbers.ts';
import type { CampaignView } from '../../../src/app/views/leads.ts';
import type { ReportFilters } from '../../../src/app/views/reports.ts';
import type { CustomParameterView } from '../../../src/app/views/settings.ts';
import type { Permission } from '../../../src/domain/permissions.ts';
import { getJson } from '../api-client.ts';
import { FILTERS_KEY } from '../filters/filter-keys.ts';
import { numbersKey } from '../incoming/number-path.ts';
import type { PartChoices } from '../logic/table-view.ts';
import { useLocation } from '../router.ts';
import { useCan, useSession } from '../session.tsx';

/** Custom parameters are columns by their name, and orders by `custom.` and their name. */
const CUSTOM = 'custom.';

/** What the parts of this address may name: read only for those that stand in it, and by who may read it. */
export function usePartChoices(): PartChoices {
  const { processId } = useSession();
  const { query } = useLocation();
  const sort = query.get('sort') ?? '';
  const campaign = useNames({
    key: ['campaigns', processId],
    path: '/api/campaigns',
    needs: 'campaign:read',
    isAsked: query.has('campaign'),
    namesIn: ({ campaigns }: { campaigns: CampaignView[] }) => campaigns.map(({ campaignId }) => campaignId),
  });
  const ofFilters = {
    path: '/api/filters',
    needs: 'filter:read' as const,
    isAsked: query.has('filter'),
    namesIn: (answer: { filters: FilterView[] }) => answer.filters.map(({ filterId }) => filterId),
  };
  const filters = useNames({ ...ofFilters, key: [...FILTERS_KEY, processId, ''] });
  const segments = useNames({
    ...ofFilters,
    key: [...FILTERS_KEY, processId, 'segment'],
    ask: { level: 'segment' },
  });
  const list = useNames({
    key: ['report-filters', processId],
    path: '/api/report-filters',
    needs: 'report:read',
    isAsked: query.has('list'),
    namesIn: ({ lists }: ReportFilters) => lists.map(({ listId }) => listId),
  });
  const number = useNames({
    key: [...numbersKey(processId), 'names'],
    path: '/api/incoming-numbers',
    ask: { pageSize: '100' },
    needs: 'incoming-number:read',
    isAsked: query.has('number'),
    // Of more than a page the rest is not known here.
    namesIn: ({ incomingNumbers, nextPageToken }: IncomingNumberPage) =>
      nextPageToken === '' ? incomingNumbers.map(({ incomingNumberId }) => incomingNumberId) : undefined,
  });
  const columns = useNames({
    key: ['custom-parameters', processId],
    path: '/api/custom-parameters',
    needs: 'custom-parameter:read',
    isAsked: query.has('columns') || sort.startsWith(CUSTOM),
    namesIn: (answer: { parameters: CustomParameterView[] }) => answer.parameters.map(({ name }) => name),
  });
  return {
    campaign,
    filter: filters && segments && new Set([...filters, ...segments]),
    list,
    number,
    columns,
    sort: sort.startsWith(CUSTOM) ? columns && new Set([...columns].map((name) => CUSTOM + name)) : undefined,
  };
}

interface Names<Answer> {
  /** The same as where the page reads them for its filters, so that they are read once. */
  readonly key: readonly unknown[];
  readonly path: string;
  readonly ask?: Readonly<Record<string, string>>;
  readonly needs: Permission;
  readonly isAsked: boolean;
  namesIn(answer: Answer): readonly string[] | undefined;
}

function useNames<Answer>(names: Names<Answer>): ReadonlySet<string> | undefined {
  const { processId } = useSession();
  const isAllowed = useCan()(names.needs);
  const { data } = useQuery({
    queryKey: names.key,
    queryFn: () => getJson<Answer>(names.path, { processId, ...names.ask }),
    enabled: names.isAsked && isAllowed,
  });
  const found = data === undefined ? undefined : names.namesIn(data);
  return found && new Set(found);
}
