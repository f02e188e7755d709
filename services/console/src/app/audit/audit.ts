import type { Clock, Random } from '@firstring/kernel';
import type { Store } from '@firstring/store';
import {
  AUDIT_HEADS,
  AUDIT_INTENTS,
  AUDIT_RECORDS,
  type AuditHeadDoc,
  type AuditIntentDoc,
  type AuditRecordDoc,
} from '../../store/audit.ts';
import { AuditChains } from './audit-chains.ts';
import { createAuditLog, type AuditLog } from './audit-log.ts';
import { listRecords, type AuditQuery } from './list-records.ts';
import { sweepIntents } from './sweep-intents.ts';
import { verifyChain, type ChainVerdict } from './verify-chain.ts';

export interface Audit extends AuditLog {
  /** Records of a chain, newest first. */
  list(query: AuditQuery): ReturnType<typeof listRecords>;
  verify(chainId: string): Promise<ChainVerdict>;
  /** Ends what was begun and never ended; returns how many it has looked at. */
  sweep(): Promise<number>;
}

/** The audit over its three collections; await the store's `ready` before using it. */
export function createAudit({ store, ...shell }: { store: Store; clock: Clock; random: Random }): Audit {
  const records = store.collection<AuditRecordDoc>(AUDIT_RECORDS);
  const heads = store.collection<AuditHeadDoc>(AUDIT_HEADS);
  const intents = store.collection<AuditIntentDoc>(AUDIT_INTENTS);
  const chains = new AuditChains({ records, heads });
  return {
    ...createAuditLog({ chains, intents, ...shell }),
    list: (query) => listRecords({ chains, records }, query),
    verify: (chainId) => verifyChain({ chains, records }, chainId),
    sweep: () => sweepIntents({ chains, records, intents, clock: shell.clock }),
  };
}
