import type { CampaignSettings } from '../../../src/app/views/campaigns.ts';
import { clock, minuteOf } from './time-slot-text.ts';

/** A campaign's settings as the fields of a form: pauses are minutes, lists are lines, switches are 'on' or empty. */
export const CAMPAIGN_FIELDS = [
  'name',
  'type',
  'timeZone',
  'ringOnPreview',
  'previewLimitSeconds',
  'wrapUpLimitSeconds',
  'ringLimitSeconds',
  'skipBudget',
  'windowStart',
  'windowEnd',
  'maxAttempts',
  'maxAttemptsPerDay',
  'firstDayAttempts',
  'firstDayGaps',
  'initialAttempts',
  'firstWeekDays',
  'followUpGap',
  'followUpDayMax',
  'longTermDayMax',
  'busyGap',
  'congestedGap',
  'callbackLate',
  'fresh',
  'callerId',
  'callerIds',
  'localPresence',
  'trunkIds',
  'keepWhenClosed',
  'manualDialling',
] as const;
export type CampaignField = (typeof CAMPAIGN_FIELDS)[number];
export type CampaignFields = Readonly<Record<CampaignField, string>>;

const MINUTE_S = 60;

export function toFields(settings: CampaignSettings): CampaignFields {
  const { cadence } = settings;
  return {
    name: settings.name,
    type: settings.type,
    timeZone: settings.timeZone,
    ringOnPreview: flag(settings.ringOnPreview),
    previewLimitSeconds: String(settings.previewLimitSeconds),
    wrapUpLimitSeconds: String(settings.wrapUpLimitSeconds),
    ringLimitSeconds: String(settings.ringLimitSeconds),
    skipBudget: String(settings.skipBudget),
    windowStart: clock(settings.windowStartMinute),
    windowEnd: clock(settings.windowEndMinute),
    maxAttempts: String(settings.maxAttempts),
    maxAttemptsPerDay: String(settings.maxAttemptsPerDay),
    firstDayAttempts: numeral(cadence.firstDayAttempts),
    firstDayGaps: cadence.firstDayGapSeconds.map((seconds) => seconds / MINUTE_S).join(', '),
    initialAttempts: numeral(cadence.initialAttempts),
    firstWeekDays: numeral(cadence.firstWeekDays),
    followUpGap: minutes(cadence.followUpGapSeconds),
    followUpDayMax: numeral(cadence.followUpDayMax),
    longTermDayMax: numeral(cadence.longTermDayMax),
    busyGap: minutes(cadence.busyGapSeconds),
    congestedGap: minutes(cadence.congestedGapSeconds),
    callbackLate: minutes(cadence.callbackLateSeconds),
    fresh: minutes(cadence.freshSeconds),
    callerId: settings.callerId,
    callerIds: settings.callerIds.join('\n'),
    localPresence: flag(settings.localPresence),
    trunkIds: settings.trunkIds.join(', '),
    keepWhenClosed: flag(settings.keepWhenClosed),
    manualDialling: flag(settings.manualDialling),
  };
}

/** The part of the settings that the form holds. What cannot be read is left for the server to refuse, by its field. */
export function toSettings(fields: CampaignFields): Partial<CampaignSettings> {
  return {
    name: fields.name,
    type: fields.type as CampaignSettings['type'], // what a select holds is one of its options
    timeZone: fields.timeZone,
    ringOnPreview: fields.ringOnPreview !== '',
    previewLimitSeconds: Number(fields.previewLimitSeconds),
    wrapUpLimitSeconds: Number(fields.wrapUpLimitSeconds),
    ringLimitSeconds: Number(fields.ringLimitSeconds),
    skipBudget: Number(fields.skipBudget),
    windowStartMinute: minuteOf(fields.windowStart) ?? -1,
    windowEndMinute: minuteOf(fields.windowEnd) ?? -1,
    maxAttempts: Number(fields.maxAttempts),
    maxAttemptsPerDay: Number(fields.maxAttemptsPerDay),
    cadence: {
      freshSeconds: seconds(fields.fresh),
      firstDayAttempts: Number(fields.firstDayAttempts),
      initialAttempts: Number(fields.initialAttempts),
      firstWeekDays: Number(fields.firstWeekDays),
      firstDayGapSeconds: words(fields.firstDayGaps).map(seconds),
      followUpGapSeconds: seconds(fields.followUpGap),
      followUpDayMax: Number(fields.followUpDayMax),
      longTermDayMax: Number(fields.longTermDayMax),
      busyGapSeconds: seconds(fields.busyGap),
      congestedGapSeconds: seconds(fields.congestedGap),
      callbackLateSeconds: seconds(fields.callbackLate),
    },
    callerId: numberOf(fields.callerId),
    callerIds: fields.callerIds
      .split('\n')
      .map(numberOf)
      .filter((number) => number !== ''),
    localPresence: fields.localPresence !== '',
    trunkIds: words(fields.trunkIds),
    keepWhenClosed: fields.keepWhenClosed !== '',
    manualDialling: fields.manualDialling !== '',
  };
}

const FIELD_OF: Readonly<Record<string, CampaignField>> = {
  windowStartMinute: 'windowStart',
  windowEndMinute: 'windowEnd',
  freshSeconds: 'fresh',
  firstDayGapSeconds: 'firstDayGaps',
  followUpGapSeconds: 'followUpGap',
  busyGapSeconds: 'busyGap',
  congestedGapSeconds: 'congestedGap',
  callbackLateSeconds: 'callbackLate',
};

/** The form's field that a refusal names: `settings.cadence.busyGapSeconds`, or lead-store's `campaign.caller_ids`. */
export function fieldOf(refused: string): CampaignField | undefined {
  const path = refused.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()).split('.');
  for (const part of path.toReversed()) {
    const field = FIELD_OF[part] ?? CAMPAIGN_FIELDS.find((name) => name === part);
    if (field !== undefined) return field;
  }
  return undefined;
}

function flag(on: boolean): string {
  return on ? 'on' : '';
}

/** Zero is the default, shown as an empty field. */
function numeral(value: number): string {
  return value === 0 ? '' : String(value);
}

function minutes(value: number): string {
  return numeral(value / MINUTE_S);
}

function seconds(text: string): number {
  return Math.round(Number(text) * MINUTE_S);
}

function words(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

/** `+1 (202) 555-0100` is typed by people. */
function numberOf(text: string): string {
  return text.replace(/[\s().-]/g, '');
}
