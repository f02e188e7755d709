import type { BlacklistServiceClient } from '@firstring/contracts/claim/blacklist_service';
import type { CallerBlacklist } from '../app/ports.ts';

/** The processes' blacklists at claim. The clients' deadline bounds the question: a caller is waiting. */
export function createCallerBlacklist(
  blacklist: Pick<BlacklistServiceClient, 'checkCaller'>,
): CallerBlacklist {
  return {
    async blocks(processId, phone) {
      return (await blacklist.checkCaller({ processId, phone })).blocked;
    },
  };
}
