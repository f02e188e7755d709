import { useQuery } from '@tanstack/react-query';
import { getJson } from '../api-client.ts';
import { useSession } from '../session.tsx';

export interface ProcessName {
  processId: string;
  name: string;
}

/** The processes of whoever is signed in, by name; their ids until the names are read. */
export function useProcesses(): readonly ProcessName[] {
  const { session } = useSession();
  const { data } = useQuery({
    queryKey: ['processes', session.processIds],
    queryFn: () => getJson<{ processes: ProcessName[] }>('/api/processes'),
  });
  return data?.processes ?? session.processIds.map((processId) => ({ processId, name: processId }));
}
