import { useQuery } from '@tanstack/react-query';
import type { TestNumbersView } from '../../../src/app/views/telephony.ts';
import { getJson } from '../api-client.ts';
import { useSession } from '../session.tsx';
import { testNumbersKey } from './trunks-key.ts';

/** The numbers that trunks may be tried with in this process. */
export function useTestNumbers() {
  const { processId } = useSession();
  return useQuery({
    queryKey: testNumbersKey(processId),
    queryFn: () => getJson<TestNumbersView>('/api/telephony/test-numbers', { processId }),
  });
}
