import type {
  BlockDirectionName,
  ExclusionKindName,
  ExclusionView,
} from '../../../src/app/views/exclusions.ts';
import { formatPhone } from './formats.ts';

/** The do-not-call list in words. */

export const KIND_WORDS: Readonly<Record<ExclusionKindName, string>> = {
  number: 'Number',
  customer: 'Customer',
  combined: 'Number of one customer',
  attribute: 'Field of the lead',
};

export const CAUSE_WORDS: Readonly<Record<string, string>> = {
  asked_by_person: 'The person asked for it',
  registry: 'Public registry',
  manual: 'Other',
};

export const DIRECTION_WORDS: Readonly<Record<BlockDirectionName, string>> = {
  inbound: 'Calls from it',
  outbound: 'Calls to it',
  both: 'Calls from and to it',
};

/** Whom an entry covers, in one line. */
export function coveredBy(
  entry: Pick<ExclusionView, 'kind' | 'phone' | 'customerId' | 'attribute' | 'value'>,
): string {
  switch (entry.kind) {
    case 'number':
      return entry.phone === '' ? 'Number of an erased lead' : formatPhone(entry.phone);
    case 'customer':
      return entry.customerId;
    case 'combined':
      return `${formatPhone(entry.phone)} of ${entry.customerId}`;
    case 'attribute':
      return `${entry.attribute} is ${entry.value}`;
  }
}

/** Why a number of a file was refused. */
export const REFUSAL_WORDS: Readonly<Record<string, string>> = {
  empty: 'empty',
  too_long: 'too long for a number',
  control_character: 'holds characters that cannot be seen',
  not_a_number: 'no phone number',
  extension: 'has an extension',
  country_unknown: 'has no country code: choose a country above',
  emergency: 'an emergency number',
  premium: 'a premium number, never dialled anyway',
  satellite: 'a satellite number, never dialled anyway',
  not_dialable: 'cannot be dialled',
  invalid: 'no number of its country',
};
