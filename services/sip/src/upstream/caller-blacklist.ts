import type { BlacklistServiceClient } from '@firstring/contracts/claim/blacklist_service';
import type { CallerBlacklist } from '../app/ports.ts';

/** The process's blacklist at claim. The clients' deadline bounds the question: a caller is waiting. */
export function createCallerBlacklist(
  blacklist: Pick<BlacklistServiceClient, 'checkCaller'>,
  processId: string,
): CallerBlacklist {
  return {
    async blocks(phone) {
      return (await blacklist.checkCaller({ processId, phone })).blocked;
    },
  };
}
