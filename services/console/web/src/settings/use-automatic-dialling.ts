import { useQuery } from '@tanstack/react-query';
import type { AutomaticDiallingView } from '../../../src/app/views/campaigns.ts';
import { getJson } from '../api-client.ts';
import { useSession } from '../session.tsx';

export const AUTOMATIC_DIALLING = '/api/process/automatic-dialling';

/** The administrator's switch of the process that is worked in. */
export function useAutomaticDialling() {
  const { processId } = useSession();
  return useQuery({
    queryKey: ['automatic-dialling', processId],
    queryFn: () => getJson<AutomaticDiallingView>(AUTOMATIC_DIALLING, { processId }),
  });
}
