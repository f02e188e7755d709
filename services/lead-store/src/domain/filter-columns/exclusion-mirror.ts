import { foldFilterText } from '@firstring/domain/filters';
import { packE164 } from '@firstring/domain/lead-id';
import type { LeadTable } from './lead-table.ts';

/** Whom an entry of the do-not-call list covers. */
export type ExcludedSubject =
  | { readonly kind: 'number'; readonly phone: string }
  | { readonly kind: 'customer'; readonly customerId: string }
  | { readonly kind: 'combined'; readonly phone: string; readonly customerId: string }
  | { readonly kind: 'attribute'; readonly attribute: string; readonly value: string };

/** A piece of the whole list of a process. */
export interface ExclusionPiece {
  readonly processId: string;
  readonly subjects: readonly ExcludedSubject[];
  /** What was read before of a list that could not be read to its end is forgotten. */
  readonly isFirst: boolean;
  /** With the last piece the list takes the place of the one before. */
  readonly isLast: boolean;
}

interface Entries {
  readonly numbers: Set<number>;
  readonly customers: Set<string>;
  /** By packed number, the customers who have it. */
  readonly combined: Map<number, Set<string>>;
  readonly attributes: Map<string, Set<string>>;
}

/** Claim's do-not-call list of one process, as it was read, with the numbers that came and went since. Text compares without case. */
export class ExclusionMirror {
  #entries = noEntries();
  #next: Entries | undefined;

  take({ subjects, isFirst, isLast }: ExclusionPiece): void {
    if (isFirst) this.#next = undefined;
    const next = (this.#next ??= noEntries());
    for (const subject of subjects) add(next, subject);
    if (!isLast) return;
    this.#entries = next;
    this.#next = undefined;
  }

  exclude(phone: string): void {
    this.#entries.numbers.add(packE164(phone));
  }

  readmit(phone: string): void {
    this.#entries.numbers.delete(packE164(phone));
  }

  /** A test of a table's slots; `primaryField` says what a customer id is. */
  compile(table: LeadTable, primaryField: string): (slot: number) => boolean {
    const { numbers, customers, combined, attributes } = this.#entries;
    const phones = table.phones('phone1');
    const customerField = primaryField.replace(':', '.');
    const ofCustomers = primaryField !== 'phone1' && (customers.size > 0 || combined.size > 0);
    const fields = [...attributes];
    return (slot) => {
      const phone = phones.packed(slot);
      if (numbers.size > 0 && numbers.has(phone)) return true;
      if (ofCustomers) {
        const customer = foldFilterText(table.text(slot, customerField));
        if (customers.has(customer) || combined.get(phone)?.has(customer) === true) return true;
      }
      return fields.some(([field, values]) => values.has(foldFilterText(table.text(slot, field))));
    };
  }
}

function noEntries(): Entries {
  return { numbers: new Set(), customers: new Set(), combined: new Map(), attributes: new Map() };
}

function add({ numbers, customers, combined, attributes }: Entries, subject: ExcludedSubject): void {
  switch (subject.kind) {
    case 'number':
      numbers.add(packE164(subject.phone));
      break;
    case 'customer':
      customers.add(foldFilterText(subject.customerId));
      break;
    case 'combined':
      addTo(combined, packE164(subject.phone), subject.customerId);
      break;
    case 'attribute':
      addTo(attributes, subject.attribute, subject.value);
      break;
  }
}

function addTo<Key>(sets: Map<Key, Set<string>>, key: Key, text: string): void {
  const set = sets.get(key) ?? new Set();
  set.add(foldFilterText(text));
  sets.set(key, set);
}
