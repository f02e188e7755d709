import type { CollectionSpec } from '@firstring/store';
import { fillTrunk } from '../domain/trunk-defaults.ts';
import type { Trunk } from '../domain/trunk.ts';

/** A way out to the telephone network; the document's id is the trunk's. */
export type TrunkDoc = Trunk;

export const TRUNKS: CollectionSpec = { name: 'trunk', version: 2, indexes: [] };

/** As version 1 wrote them: one target, one account. */
interface FirstTrunkDoc {
  readonly trunkId: string;
  readonly target: string;
  readonly username: string;
  readonly password: string;
  readonly realm: string;
  readonly callerIds: readonly string[];
  readonly campaignIds: readonly string[];
  readonly callsPerSecond: number;
  readonly callsMax: number;
}

/** A stored trunk in today's shape. */
export function readTrunk(doc: TrunkDoc | FirstTrunkDoc): Trunk {
  if (!('target' in doc)) return doc;
  const { target, username, password, realm, callerIds, ...kept } = doc;
  return fillTrunk({
    ...kept,
    targets: [{ address: target, priority: 0, weight: 1 }],
    account: { username, password, realm },
    callerIds: callerIds.map((number) => ({ number, processIds: [] })),
  });
}
