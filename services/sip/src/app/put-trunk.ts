import { reasonError } from '@firstring/contracts';
import { updateDocument } from '@firstring/service-kit';
import { invalidField } from '../domain/check-trunk.ts';
import { fillTrunk, type TrunkDraft } from '../domain/trunk-defaults.ts';
import type { Trunk } from '../domain/trunk.ts';
import type { TrunkDeps } from './trunk-deps.ts';

/** Creates or replaces a trunk; an empty password keeps the one there is. Throws INVALID_ARGUMENT with the field. */
export async function putTrunk(deps: Pick<TrunkDeps, 'trunks'>, draft: TrunkDraft): Promise<Trunk> {
  const trunk = fillTrunk(draft);
  const field = invalidField(trunk);
  if (field !== undefined) {
    throw reasonError('INVALID_ARGUMENT', { message: `${field} is not valid`, details: { field } });
  }
  return updateDocument(deps.trunks, trunk.trunkId, (current) => {
    const { password } = trunk.account;
    const kept = password === '' ? (current?.account.password ?? '') : password;
    const doc = { ...trunk, account: { ...trunk.account, password: kept } };
    return { answer: doc, doc };
  });
}
