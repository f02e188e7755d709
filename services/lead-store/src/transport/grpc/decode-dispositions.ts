import { DispositionEnd } from '@firstring/contracts/leads/campaign';
import { DispositionCategory, type Disposition } from '@firstring/contracts/leads/lead_events';
import { count, id, invalid, text } from './decode.ts';

const DISPOSITIONS_MAX = 200;
const RETRY_GAP_SECONDS_MAX = 90 * 86_400;
const RETRY_TIMES_MAX = 100;

/** Categories that end a lead: without one of them agents could never finish anything. */
const ENDING: ReadonlySet<DispositionCategory> = new Set([
  DispositionCategory.DISPOSITION_CATEGORY_FINAL,
  DispositionCategory.DISPOSITION_CATEGORY_CONVERTED,
  DispositionCategory.DISPOSITION_CATEGORY_DNC,
]);

/** What agents choose from: codes are unique, and one at least ends the lead. An empty list is for the caller to judge. */
export function decodeDispositions(wire: readonly Disposition[], field: string): Disposition[] {
  if (wire.length > DISPOSITIONS_MAX) throw invalid(field, `has at most ${DISPOSITIONS_MAX} entries`);
  if (new Set(wire.map(({ code }) => code)).size !== wire.length) throw invalid(field, 'has a code twice');
  const decoded = wire.map((disposition) => decodeDisposition(disposition, field));
  if (decoded.length > 0 && !decoded.some(({ category }) => ENDING.has(category))) {
    throw invalid(field, 'need one that ends the lead: final, converted or never call again');
  }
  return decoded;
}

function decodeDisposition({ code, label, category, retry, end }: Disposition, field: string): Disposition {
  if (
    category === DispositionCategory.UNRECOGNIZED ||
    category === DispositionCategory.DISPOSITION_CATEGORY_UNSPECIFIED
  ) {
    throw invalid(`${field}.category`, 'is required');
  }
  if (end === DispositionEnd.UNRECOGNIZED) throw invalid(`${field}.end`, 'is not known');
  const decoded = {
    code: id(code, `${field}.code`),
    label: text(label === '' ? code : label, `${field}.label`),
    category,
  };
  if (category === DispositionCategory.DISPOSITION_CATEGORY_FINAL) {
    return end === undefined ? decoded : { ...decoded, end };
  }
  if (category !== DispositionCategory.DISPOSITION_CATEGORY_RETRY || retry === undefined) return decoded;
  return {
    ...decoded,
    retry: {
      gapSeconds: count(retry.gapSeconds, `${field}.retry.gap_seconds`, RETRY_GAP_SECONDS_MAX),
      timesMax: count(retry.timesMax, `${field}.retry.times_max`, RETRY_TIMES_MAX),
    },
  };
}
