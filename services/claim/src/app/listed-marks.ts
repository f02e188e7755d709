import { NumberSet } from '../domain/number-set.ts';

/**
 * Which marks may have an entry, in memory: a "no" is certain, a "yes" is looked up in the store. Until it is filled every answer is
 * yes. Numbers are exact; other marks are kept by the beginning of their hash.
 */
export class ListedMarks {
  readonly #processes = new Map<string, { numbers: NumberSet; hashes: NumberSet }>();
  #isFilled = false;

  filled(): void {
    this.#isFilled = true;
  }

  mayList(processId: string, mark: string): boolean {
    if (!this.#isFilled) return true;
    const sets = this.#processes.get(processId);
    return sets !== undefined && (isNumber(mark) ? sets.numbers : sets.hashes).has(packMark(mark));
  }

  /** Whether any entry of the process needs more than the number to be found. */
  hasHashes(processId: string): boolean {
    return !this.#isFilled || (this.#processes.get(processId)?.hashes.size ?? 0) > 0;
  }

  add(processId: string, mark: string): void {
    let sets = this.#processes.get(processId);
    if (sets === undefined) {
      sets = { numbers: new NumberSet(), hashes: new NumberSet() };
      this.#processes.set(processId, sets);
    }
    (isNumber(mark) ? sets.numbers : sets.hashes).add(packMark(mark));
  }

  delete(processId: string, mark: string): void {
    const sets = this.#processes.get(processId);
    if (sets !== undefined) (isNumber(mark) ? sets.numbers : sets.hashes).delete(packMark(mark));
  }
}

const HASH_BYTES = 6;
/** A letter and a colon. */
const HASH_STARTS = 2;

function isNumber(mark: string): boolean {
  return mark.startsWith('+');
}

/** E.164 has at most fifteen digits: exact. A hash gives 48 bits, and its letter with it. */
function packMark(mark: string): number {
  if (isNumber(mark)) return Number(mark.slice(1));
  const bytes = Buffer.from(mark.slice(HASH_STARTS), 'base64url');
  return bytes.readUIntBE(0, HASH_BYTES);
}
