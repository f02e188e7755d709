import { knownZone } from '@firstring/domain/phone';
import { parseSlot, parseSpan, printSlot, printSpan } from './clock-time.ts';
import { choice, count, duration, flag, name, record, sequence, textual, type Codec } from './codec.ts';
import type {
  MinuteSpan,
  Policy,
  PolicyCadence,
  PolicyCaller,
  PolicyCaps,
  PolicyDesk,
  PolicyLeads,
  PolicyList,
  PolicyRetry,
  Slot,
} from './policy.ts';

/** The same bounds as the campaign's own fields have in lead-store. */
const HOUR = 3600;
const DAY = 24 * HOUR;
const LISTS_MAX = 1000;
const REFERENCES_MAX = 200;

const opening = ({ startMinute, endMinute }: MinuteSpan): boolean => startMinute < endMinute;

const WINDOW: Codec<MinuteSpan> = textual(
  'a part of the day such as 08:00-21:00 that ends after it begins; otherwise it never opens, and one over midnight is not allowed',
  (text) => onlyIf(parseSpan(text), opening),
  printSpan,
);

const SLOT: Codec<Slot> = textual(
  'a part of one weekday such as "mon 09:00-12:00" that ends after it begins; one over midnight is two',
  (text) => onlyIf(parseSlot(text), opening),
  printSlot,
);

const ZONE: Codec<string> = textual('a zone of the IANA database such as America/New_York', knownZone);

const PHONE: Codec<string> = textual('a number in E.164 such as "+12125550100"', (text) =>
  /^\+[1-9]\d{6,14}$/.test(text) ? text : undefined,
);

const TRUNK: Codec<string> = textual('the name of a trunk, of letters, digits, dots and dashes', (text) =>
  /^[\w.-]{1,64}$/.test(text) ? text : undefined,
);

const CAPS: Codec<PolicyCaps> = record('caps', {
  attempts: { key: 'attempts', codec: count(1, 1000) },
  numberPerDay: { key: 'number_per_day', codec: count(1, 100) },
});

const CADENCE: Codec<PolicyCadence> = record('a cadence', {
  freshSeconds: { key: 'fresh', codec: duration(DAY) },
  firstDayAttempts: { key: 'first_day_attempts', codec: count(1, 20) },
  firstDayGapSeconds: { key: 'first_day_gaps', codec: sequence(duration(DAY), { what: 'pauses', max: 20 }) },
  initialAttempts: { key: 'initial_attempts', codec: count(1, 100) },
  firstWeekDays: { key: 'first_week_days', codec: count(1, 60) },
  followUpGapSeconds: { key: 'follow_up_gap', codec: duration(7 * DAY) },
  followUpDayMax: { key: 'follow_up_day_max', codec: count(1, 20) },
  longTermDayMax: { key: 'long_term_day_max', codec: count(1, 20) },
  busyGapSeconds: { key: 'busy_gap', codec: duration(DAY) },
  congestedGapSeconds: { key: 'congested_gap', codec: duration(DAY) },
  callbackLateSeconds: { key: 'callback_late', codec: duration(DAY) },
});

const RETRY: Codec<PolicyRetry> = record('a retry rule', {
  code: { key: 'disposition', codec: name('the code of a disposition', 64), required: true },
  gapSeconds: { key: 'gap', codec: duration(90 * DAY) },
  timesMax: { key: 'times', codec: count(1, 100) },
});

const DESK: Codec<PolicyDesk> = record('settings of the desk', {
  ringOnPreview: { key: 'ring_on_preview', codec: flag },
  previewLimitSeconds: { key: 'preview_limit', codec: duration(HOUR) },
  skips: { key: 'skips', codec: count(1, 1000) },
  wrapUpLimitSeconds: { key: 'wrap_up_limit', codec: duration(HOUR) },
  ringLimitSeconds: { key: 'ring_limit', codec: duration(180) },
});

const CALLER: Codec<PolicyCaller> = record('caller ids and trunks', {
  callerId: { key: 'caller_id', codec: PHONE },
  furtherIds: { key: 'further_ids', codec: sequence(PHONE, { what: 'numbers', max: REFERENCES_MAX }) },
  localPresence: { key: 'local_presence', codec: flag },
  trunks: { key: 'trunks', codec: sequence(TRUNK, { what: 'trunks', max: REFERENCES_MAX }) },
});

const LIST: Codec<PolicyList> = record('a list', {
  list: { key: 'list', codec: name('the name or id of a lead list'), required: true },
  priority: { key: 'priority', codec: count(1, 1000), otherwise: 1 },
  weight: { key: 'weight', codec: weight(), otherwise: 1 },
  maxAttempts: { key: 'max_attempts', codec: count(1, 1000) },
  attemptsPerHour: { key: 'attempts_per_hour', codec: count(1, 3600) },
  timeSlots: { key: 'time_slots', codec: sequence(SLOT, { what: 'time slots', max: 70 }) },
});

const LEADS: Codec<PolicyLeads> = record('settings of the leads', {
  provider: { key: 'provider', codec: choice('campaign_based', 'lead_based', 'pace_based') },
  order: { key: 'order', codec: choice('lanes_first', 'lists_first') },
  filters: {
    key: 'filters',
    codec: sequence(name('the name or id of a filter'), { what: 'filters', max: REFERENCES_MAX }),
  },
  filterGroup: { key: 'filter_group', codec: name('the name or id of a filter group') },
  lists: { key: 'lists', codec: sequence(LIST, { what: 'lists', max: LISTS_MAX }) },
});

/** The whole document: what may be written where. Reading, writing, messages and the comparison of two policies follow from it. */
export const POLICY: Codec<Policy> = record('a policy', {
  policy: { key: 'policy', codec: textual('1, the format of the document', format), required: true },
  timeZone: { key: 'time_zone', codec: ZONE },
  callingWindow: { key: 'calling_window', codec: WINDOW },
  caps: { key: 'caps', codec: CAPS },
  cadence: { key: 'cadence', codec: CADENCE },
  retry: { key: 'retry', codec: sequence(RETRY, { what: 'retry rules', max: REFERENCES_MAX }) },
  desk: { key: 'desk', codec: DESK },
  caller: { key: 'caller', codec: CALLER },
  leads: { key: 'leads', codec: LEADS },
});

function format(text: string): 1 | undefined {
  return text === '1' ? 1 : undefined;
}

/** 0 would be a list that waits for ever: it is refused in words of its own. */
function weight(): Codec<number> {
  const plain = count(1, 100);
  return {
    write: plain.write,
    read(reader, part) {
      const before = reader.problems.length;
      const value = plain.read(reader, part);
      if (value !== undefined || reader.text(part, '') !== '0') return value;
      reader.problems.length = before;
      return reader.fail(
        part,
        'a list of weight 0 would never be dialled: take it out, or give it a weight from 1 to 100',
      );
    },
  };
}

function onlyIf<T>(value: T | undefined, test: (value: T) => boolean): T | undefined {
  return value !== undefined && test(value) ? value : undefined;
}
