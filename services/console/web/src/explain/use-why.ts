import { useQuery } from '@tanstack/react-query';
import { getJson } from '../api-client.ts';
import { useSession } from '../session.tsx';

/** Leads are gone through for it: often enough to watch, seldom enough for a million. */
const AGAIN_MS = 20_000;

/** The scheduler's explanation of a lead, an agent or a campaign; that of now is asked for again by itself. */
export function useWhy<T>(about: 'leads' | 'agents' | 'campaigns', id: string, at: number | undefined) {
  const { processId } = useSession();
  return useQuery({
    queryKey: ['why', about, processId, id, at ?? 'now'],
    queryFn: () =>
      getJson<T>(`/api/${about}/${encodeURIComponent(id)}/why`, {
        processId,
        at: at === undefined ? '' : String(at),
      }),
    refetchInterval: at === undefined ? AGAIN_MS : false,
    placeholderData: (before) => before,
  });
}
