import { updateDocument } from '@firstring/service-kit';
import type { PutItem } from '@firstring/store';
import { exclusionId, isLive, type ExclusionBatchDoc, type ExclusionDoc } from '../store/exclusions.ts';
import { claimEvent } from './claim-event.ts';
import type { ClaimDeps } from './ports.ts';
import { readNumbers } from './read-numbers.ts';
import { withdrawPermitsOf } from './withdraw-permits.ts';

/** Most numbers of one batch. */
export const NUMBERS_MAX = 2000;
/** Encoding so many keeps the loop free: one to two milliseconds. */
const STORED_AT_ONCE = 100;

export interface AddNumbers {
  readonly requestId: string;
  readonly processId: string;
  /** As people write them. */
  readonly texts: readonly string[];
  /** For numbers without a country code. */
  readonly defaultCountry: string | undefined;
  /** What the entries have in common. */
  readonly entry: Pick<ExclusionDoc, 'cause' | 'note' | 'createdBy' | 'createdAt' | 'expiresAt'>;
}

export type AddedNumbers = Pick<ExclusionBatchDoc, 'added' | 'alreadyListed' | 'refused'>;

/**
 * One batch of an upload. Every number is stored before any permit is looked for, so the answer means for all of them what it means
 * for one (I6). The receipt comes last, with the event: a batch that was interrupted is done again and finds its numbers listed.
 */
export async function addNumbers(deps: ClaimDeps, command: AddNumbers): Promise<AddedNumbers> {
  const { processId, requestId } = command;
  const receiptId = `${processId}|${requestId}`;
  const before = await deps.exclusionBatches.get(receiptId);
  if (before !== undefined) return before.doc;
  const { phones, refused } = await readNumbers(deps.clock, command.texts, command.defaultCountry);
  const unique = [...new Set(phones)];
  const added = await storeNumbers(deps, command, unique);
  const covered = new Set(unique);
  await withdrawPermitsOf(deps, processId, ({ phone }) => covered.has(phone));
  const answer = { added, alreadyListed: phones.length - added, refused };
  deps.events.numbersAdded({ processId, added, refused: refused.length });
  return updateDocument<ExclusionBatchDoc, AddedNumbers>(deps.exclusionBatches, receiptId, (doc, version) =>
    doc !== undefined
      ? { answer: doc }
      : {
          answer,
          doc: { processId, ...answer, createdAt: deps.clock.now() },
          events: [
            claimEvent(
              deps,
              { processId, phone: '', token: '0', version },
              { type: 'numbers-excluded', phones: unique },
            ),
          ],
        },
  );
}

/** How many were not listed before. Each piece begins in a turn of its own, and they share the store's commits. */
async function storeNumbers(
  deps: ClaimDeps,
  command: AddNumbers,
  phones: readonly string[],
): Promise<number> {
  const piece = storePiece(deps, command, phones.slice(0, STORED_AT_ONCE));
  if (phones.length <= STORED_AT_ONCE) return piece;
  const rest = deps.clock.sleep(0).then(() => storeNumbers(deps, command, phones.slice(STORED_AT_ONCE)));
  const [added, more] = await Promise.all([piece, rest]);
  return added + more;
}

/** The same for one piece. An entry that has run out is written anew. */
async function storePiece(
  deps: ClaimDeps,
  { processId, entry }: AddNumbers,
  phones: readonly string[],
): Promise<number> {
  const nowAt = deps.clock.now();
  const fresh = phones.map((phone): PutItem<ExclusionDoc> => ({
    id: exclusionId(processId, phone),
    doc: { kind: 'number', processId, phone, search: phone, ...entry },
    expectedVersion: 0,
  }));
  const results = await deps.exclusions.putMany(fresh);
  const expired = results.flatMap((result, position): PutItem<ExclusionDoc>[] => {
    const item = fresh[position];
    if (item === undefined || result.type !== 'conflict' || isLive(result.current?.doc, nowAt)) return [];
    return [{ ...item, expectedVersion: result.current?.version ?? 0 }];
  });
  const renewed = expired.length === 0 ? [] : await deps.exclusions.putMany(expired);
  for (const phone of phones) deps.listed.add(processId, phone);
  return [...results, ...renewed].filter(({ type }) => type === 'stored').length;
}
