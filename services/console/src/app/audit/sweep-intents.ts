import type { Clock } from '@firstring/kernel';
import type { Collection } from '@firstring/store';
import type { AuditIntentDoc, AuditRecordDoc } from '../../store/audit.ts';
import type { AuditChains } from './audit-chains.ts';

/** Longer than any call of the API takes: what began before that has died. */
export const INTENT_AGE_MS = 5 * 60_000;
const PAGE_SIZE = 100;

export interface SweepIntentsDeps {
  readonly chains: AuditChains;
  readonly records: Collection<AuditRecordDoc>;
  readonly intents: Collection<AuditIntentDoc>;
  readonly clock: Clock;
}

/** Writes `unknown` for actions that were begun and never ended, a page at a time; returns how many it has looked at. */
export async function sweepIntents(deps: SweepIntentsDeps): Promise<number> {
  const old = await deps.intents.query({
    index: 'by_began',
    range: { to: deps.clock.now() - INTENT_AGE_MS },
    pageSize: PAGE_SIZE,
  });
  for (const { id, version, doc } of old.items) {
    await deps.chains.settle(doc.chainId);
    if ((await deps.records.count({ index: 'by_action_id', equals: [id], limit: 1 })) === 0) {
      const end = { outcome: 'unknown', reason: 'INTERNAL', beforeHash: '', afterHash: '' } as const;
      await deps.chains.append(doc.chainId, { ...doc.begun, ...end });
    }
    await deps.intents.delete({ id, expectedVersion: version });
  }
  return old.items.length;
}
