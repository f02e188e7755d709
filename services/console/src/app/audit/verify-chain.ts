import type { Collection } from '@firstring/store';
import {
  CHAIN_START,
  checkEnd,
  checkLink,
  type ChainBreak,
  type ChainEnd,
} from '../../domain/audit/chain.ts';
import type { AuditRecordDoc } from '../../store/audit.ts';
import type { AuditChains } from './audit-chains.ts';
import { sha256 } from './sha256.ts';

export interface VerifyDeps {
  readonly chains: AuditChains;
  readonly records: Collection<AuditRecordDoc>;
}

export interface ChainVerdict {
  /** The last link that holds; written down elsewhere it also proves that nobody made the chain anew. */
  readonly end: ChainEnd;
  /** The first fault; undefined when every record is as it was written. */
  readonly broken: ChainBreak | undefined;
}

/** Some 3 ms of hashing between two turns of the event loop. */
const PAGE_SIZE = 200;

/** Walks a chain from its first record and holds each link against the one before, then the last against the chain's end. */
export async function verifyChain(deps: VerifyDeps, chainId: string): Promise<ChainVerdict> {
  // Records written while we walk come after this end, and are not its business.
  const target = await deps.chains.settle(chainId);
  let last: ChainEnd = CHAIN_START;
  let pageToken: string | undefined;
  do {
    const page = await deps.records.query({
      index: 'id',
      prefix: `${chainId}/`,
      pageSize: PAGE_SIZE,
      pageToken,
    });
    for (const { doc } of page.items) {
      if (last.sequence >= target.sequence) return { end: last, broken: checkEnd(last, target) };
      const broken = checkLink(last, doc, sha256);
      if (broken !== undefined) return { end: last, broken };
      last = { sequence: doc.sequence, hash: doc.hash };
    }
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  return { end: last, broken: checkEnd(last, target) };
}
