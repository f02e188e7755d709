import { sendJson } from '../api-client.ts';
import { useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { claimPath, claimsKey } from './claims-key.ts';

/** What a supervisor does about one claim; the list is read again afterwards. */
export function useClaimCommand(deed: 'release' | 'reassign' | 'take-away') {
  const { processId } = useSession();
  return useChange(
    claimsKey(processId),
    ({ leadId, ...command }: { leadId: string } & Record<string, string | boolean>, requestId) =>
      sendJson<void>('POST', claimPath(processId, leadId, deed), { requestId, ...command }),
  );
}
