import { saysYes } from '../domain/consent.ts';
import { mapFields } from '../domain/map-fields.ts';
import type { RawFields } from '../domain/parse-json-object.ts';
import { readSubmission, type Submission } from '../domain/read-submission.ts';
import { refusal } from '../domain/refusal.ts';
import { checkFields } from './lead-schema.ts';
import type { Link } from './ports.ts';

/** Reads what a vendor sent by its link's profile. Throws the refusals of a field, of the Caller ID, or CONSENT_REQUIRED. */
export function takeIn(link: Link, sent: RawFields): Submission {
  const { fields, shadowed } = mapFields(sent, link.profile.fieldMap);
  const submission = readSubmission(checkFields(fields), link.defaultCountry);
  if (link.profile.consentRequired && !saysYes(fields.get('consent'))) {
    throw refusal('CONSENT_REQUIRED', 'consent is required', { field: 'consent' });
  }
  return shadowed.length === 0
    ? submission
    : { ...submission, ignored: [...submission.ignored, ...shadowed] };
}
