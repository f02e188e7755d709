import { reasonError } from '@firstring/contracts';
import { updateDocument } from '@firstring/service-kit';
import { serves, testNumberId, type TestNumberDoc } from '../store/test-numbers.ts';
import type { ClaimDeps } from './ports.ts';
import { withdrawPermitOf } from './withdraw-permits.ts';

/** Telephones of a house, not a way around the lists. */
export const TEST_NUMBERS_MAX = 20;

interface Target {
  readonly processId: string;
  readonly phone: string;
}

/** Adds or replaces a number. Throws TEST_NUMBERS_FULL. */
export async function putTestNumber(deps: ClaimDeps, number: TestNumberDoc): Promise<TestNumberDoc> {
  const { processId, phone } = number;
  const { items } = await deps.testNumbers.query({
    index: 'process',
    equals: [processId],
    pageSize: TEST_NUMBERS_MAX,
  });
  if (items.length >= TEST_NUMBERS_MAX && !items.some(({ doc }) => doc.phone === phone)) {
    throw reasonError('TEST_NUMBERS_FULL');
  }
  const id = testNumberId(processId, phone);
  const stored = await updateDocument<TestNumberDoc, TestNumberDoc>(deps.testNumbers, id, (before) => {
    const doc = { ...number, createdAt: before?.createdAt ?? number.createdAt };
    return { answer: doc, doc };
  });
  deps.events.testNumberPut({ processId });
  return stored;
}

/** Removes a number; resolves when no permit for it can be redeemed any more. One that is not there is as removed as it can be. */
export async function deleteTestNumber(deps: ClaimDeps, target: Target): Promise<void> {
  const id = testNumberId(target.processId, target.phone);
  const current = await deps.testNumbers.get(id);
  if (current === undefined) return;
  const removed = await deps.testNumbers.delete({ id, expectedVersion: current.version });
  if (removed.type === 'conflict') throw reasonError('VERSION_CONFLICT');
  await withdrawPermitOf(deps, target);
  deps.events.testNumberDeleted({ processId: target.processId });
}

/** Whether the number is listed for this trunk now. */
export async function isListed(
  deps: ClaimDeps,
  { processId, phone }: Target,
  trunkId: string,
): Promise<boolean> {
  return serves((await deps.testNumbers.get(testNumberId(processId, phone)))?.doc, trunkId);
}
