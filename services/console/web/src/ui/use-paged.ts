import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getJson } from '../api-client.ts';
import { useLocation } from '../router.ts';
import { pageToken } from './paging.tsx';

/** The page of rows that the address names. The one before it stays in sight while it is read. */
export function usePaged<Page>(
  queryKey: readonly unknown[],
  path: string,
  ask: Readonly<Record<string, string>>,
  everyMs: number | false = false,
) {
  const { query } = useLocation();
  const paged = { ...ask, pageToken: pageToken(query) };
  return useQuery({
    queryKey: [...queryKey, paged],
    queryFn: () => getJson<Page>(path, paged),
    placeholderData: keepPreviousData,
    refetchInterval: everyMs,
  });
}
