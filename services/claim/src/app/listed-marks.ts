import { NumberSet } from '../domain/number-set.ts';

/** What kinds of marks are found by. */
interface ProcessMarks {
  readonly numbers: NumberSet;
  /** Hashes of numbers whose lead was erased. */
  readonly erased: NumberSet;
  /** Hashes of customers, of numbers of customers, and of fields. */
  readonly customers: NumberSet;
}

/**
 * Which marks may have an entry, in memory: a "no" is certain, a "yes" is looked up in the store. Until it is filled every answer is
 * yes. Numbers are exact; other marks are kept by the beginning of their hash. It knows what this instance has read and written:
 * with several, an entry of another one is met when the permit is redeemed, which asks the store.
 */
export class ListedMarks {
  readonly #processes = new Map<string, ProcessMarks>();
  #isFilled = false;

  filled(): void {
    this.#isFilled = true;
  }

  mayList(processId: string, mark: string): boolean {
    if (!this.#isFilled) return true;
    const marks = this.#processes.get(processId);
    return marks !== undefined && setOf(marks, mark).has(packMark(mark));
  }

  /** Whether a number may be listed as the hash that is left of it. */
  hasErased(processId: string): boolean {
    return this.#hasAny(processId, 'erased');
  }

  /** Whether any entry of the process is found only by who knows whose lead it is. */
  needsCustomer(processId: string): boolean {
    return this.#hasAny(processId, 'customers');
  }

  add(processId: string, mark: string): void {
    let marks = this.#processes.get(processId);
    if (marks === undefined) {
      marks = { numbers: new NumberSet(), erased: new NumberSet(), customers: new NumberSet() };
      this.#processes.set(processId, marks);
    }
    setOf(marks, mark).add(packMark(mark));
  }

  delete(processId: string, mark: string): void {
    const marks = this.#processes.get(processId);
    if (marks !== undefined) setOf(marks, mark).delete(packMark(mark));
  }

  #hasAny(processId: string, of: 'erased' | 'customers'): boolean {
    return !this.#isFilled || (this.#processes.get(processId)?.[of].size ?? 0) > 0;
  }
}

const HASH_BYTES = 6;
/** A letter and a colon. */
const HASH_STARTS = 2;

function setOf({ numbers, erased, customers }: ProcessMarks, mark: string): NumberSet {
  if (mark.startsWith('+')) return numbers;
  return mark.startsWith('h') ? erased : customers;
}

/** E.164 has at most fifteen digits: exact. Of a hash it is 48 bits. */
function packMark(mark: string): number {
  if (mark.startsWith('+')) return Number(mark.slice(1));
  return Buffer.from(mark.slice(HASH_STARTS), 'base64url').readUIntBE(0, HASH_BYTES);
}
