import type { ExclusionReason } from '@firstring/domain';
import { foldFilterText } from '@firstring/domain/filters';

/** Whom an entry covers. */
export type ExclusionSubject =
  | { readonly kind: 'number'; readonly phone: string }
  | { readonly kind: 'customer'; readonly customerId: string }
  | { readonly kind: 'combined'; readonly phone: string; readonly customerId: string }
  | { readonly kind: 'attribute'; readonly attribute: string; readonly value: string }
  /** What is left of an entry when its person was erased: it covers them still and says no more who they are. */
  | { readonly kind: 'erased'; readonly of: 'number' | 'customer' | 'combined' };

/** What an entry covers, erased or not. */
export type ExclusionKind = Exclude<ExclusionSubject['kind'], 'erased'>;

export function kindOf(subject: ExclusionSubject): ExclusionKind {
  return subject.kind === 'erased' ? subject.of : subject.kind;
}

/** Whose lead it is, as lead-store says. */
export interface Customer {
  /** Empty when the lead has none. */
  readonly customerId: string;
  /** By the names filters use. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A number as it is stored and compared: `+` and 7 to 15 digits. */
export function isE164(text: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(text);
}

/** Short keyed hash of these texts in their order. */
export type HashMark = (texts: readonly string[]) => string;

/**
 * A mark is what an entry is found by: the number itself, or a letter and a keyed hash of what the entry is about. An entry's mark is
 * its id within the process, and whoever carries one of its marks is covered.
 */
export function markOf(subject: Exclude<ExclusionSubject, { kind: 'erased' }>, hash: HashMark): string {
  switch (subject.kind) {
    case 'number':
      return subject.phone;
    case 'customer':
      return `c:${hash([foldFilterText(subject.customerId)])}`;
    case 'combined':
      return `n:${hash([subject.phone, foldFilterText(subject.customerId)])}`;
    case 'attribute':
      return `a:${hash([subject.attribute, foldFilterText(subject.value)])}`;
  }
}

/** The mark under which a number stays excluded when its lead was erased. */
export function erasedMark(phone: string, hash: HashMark): string {
  return `h:${hash([phone])}`;
}

/** Fields of one lead that are looked at; a lead with more has them from a vendor's mistake. */
export const ATTRIBUTES_MAX = 100;

/** Marks of a lead beside those of the number itself. */
export function customerMarks(phone: string, customer: Customer, hash: HashMark): readonly string[] {
  const { customerId } = customer;
  const ofCustomer: readonly string[] =
    customerId === ''
      ? []
      : [
          markOf({ kind: 'customer', customerId }, hash),
          markOf({ kind: 'combined', phone, customerId }, hash),
        ];
  const ofAttributes = Object.entries(customer.attributes)
    .slice(0, ATTRIBUTES_MAX)
    .filter(([, value]) => value.trim() !== '')
    .map(([attribute, value]) => markOf({ kind: 'attribute', attribute, value }, hash));
  return [...ofCustomer, ...ofAttributes];
}

const REASONS: Readonly<Record<ExclusionKind, ExclusionReason>> = {
  number: 'NUMBER_EXCLUDED',
  customer: 'CUSTOMER_EXCLUDED',
  combined: 'COMBINATION_EXCLUDED',
  attribute: 'ATTRIBUTE_EXCLUDED',
};

export function exclusionReason(kind: ExclusionKind): ExclusionReason {
  return REASONS[kind];
}
