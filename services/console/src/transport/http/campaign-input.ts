import { z } from 'zod';
import type {
  CampaignSettings,
  DispositionSettings,
  PredictiveView,
  VoiceBlastView,
} from '../../app/views/campaigns.ts';
import { e164, id, text, zone } from './input.ts';

const DAY_MINUTES = 1440;
const DAY_SECONDS = 86_400;

/** An integer in bounds, both included. */
export function wholeNumber(min: number, max: number) {
  return z.number().int().min(min).max(max);
}

const part = { startMinute: wholeNumber(0, DAY_MINUTES), endMinute: wholeNumber(0, DAY_MINUTES) };
const ends = {
  check: (slot: { startMinute: number; endMinute: number }) => slot.startMinute < slot.endMinute,
  words: 'a slot ends after it starts; over midnight it is two',
};

/** a part of one weekday. */
export const timeSlot = z
  .strictObject({ weekday: wholeNumber(1, 7), ...part })
  .refine(ends.check, ends.words);

/** A part of whatever day it stands at. */
export const dayPart = z.strictObject(part).refine(ends.check, ends.words);

export const assignedLists = z
  .array(
    z.strictObject({
      listId: id,
      priority: wholeNumber(1, 1000),
      weight: wholeNumber(1, 100),
      maxAttempts: wholeNumber(0, 1000),
      attemptsPerHour: wholeNumber(0, 3600),
      timeSlots: z.array(timeSlot).max(70),
      agentIds: z.array(id).max(1000),
    }),
  )
  .max(1000)
  .refine((lists) => hasNoRepeats(lists.map(({ listId }) => listId)), 'has a list twice');

const disposition = z.strictObject({
  code: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'letters, digits, - and _'),
  label: text(100).trim().min(1),
  after: z.enum(['retry', 'callback', 'converted', 'dnc', 'winner', 'loser', 'archived']),
  retryGapSeconds: wholeNumber(0, 90 * DAY_SECONDS),
  retryTimesMax: wholeNumber(0, 100),
}) satisfies z.ZodType<DispositionSettings>;

export const dispositions = z
  .array(disposition)
  .min(1)
  .max(200)
  .refine((all) => hasNoRepeats(all.map(({ code }) => code)), 'has a code twice')
  .refine(
    (all) => all.some(({ after }) => after !== 'retry' && after !== 'callback'),
    'need one that ends the lead',
  );

const cadence = z.strictObject({
  freshSeconds: wholeNumber(0, DAY_SECONDS),
  firstDayAttempts: wholeNumber(0, 20),
  initialAttempts: wholeNumber(0, 100),
  firstWeekDays: wholeNumber(0, 60),
  firstDayGapSeconds: z.array(wholeNumber(0, DAY_SECONDS)).max(20),
  followUpGapSeconds: wholeNumber(0, 7 * DAY_SECONDS),
  followUpDayMax: wholeNumber(0, 20),
  longTermDayMax: wholeNumber(0, 20),
  busyGapSeconds: wholeNumber(0, DAY_SECONDS),
  congestedGapSeconds: wholeNumber(0, DAY_SECONDS),
  callbackLateSeconds: wholeNumber(0, DAY_SECONDS),
});

export const campaignName = text(100).trim().min(1);
export const campaignType = z.enum(['outbound_preview', 'parallel_predictive', 'voice_blast']);

const sound = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'is the name of a sound: letters, digits, - and _');
const key = z.union([z.string().regex(/^[0-9*#]$/, 'is one of 0 to 9, * and #'), z.literal('')]);

/** lead-store says which figure would break the ceiling. */
const predictive = z.strictObject({
  abandonmentCeilingBasisPoints: wholeNumber(1, 10_000),
  connectLimitMs: wholeNumber(1, 60_000),
  safeHarbourMessage: sound,
  linesPerAgentMax: wholeNumber(1, 10),
}) satisfies z.ZodType<PredictiveView>;

const voiceBlast = z.strictObject({
  recording: sound,
  callsMax: wholeNumber(1, 500),
  callsPerMinute: wholeNumber(1, 6000),
  connectKey: key,
  laterKey: key,
  excludeKey: key,
  laterMinutes: wholeNumber(1, 10_080),
  connectWaitSeconds: wholeNumber(1, 300),
  noAgentMessage: z.union([sound, z.literal('')]),
}) satisfies z.ZodType<VoiceBlastView>;

/** Rows 46 and 47 of the console's bad inputs: a window that is none, a zone that is none, caps of 0 or a billion. */
export const campaignSettings = z
  .strictObject({
    name: campaignName,
    type: campaignType,
    timeZone: zone,
    agentIds: z.array(id).max(2000),
    agentCodes: z
      .array(z.strictObject({ agentId: id, ownershipCodes: z.array(text(64).trim().min(1)).max(100) }))
      .max(2000),
    ringOnPreview: z.boolean(),
    previewLimitSeconds: wholeNumber(0, 3600),
    wrapUpLimitSeconds: wholeNumber(0, 3600),
    ringLimitSeconds: wholeNumber(5, 180),
    windowStartMinute: wholeNumber(0, DAY_MINUTES),
    windowEndMinute: wholeNumber(1, DAY_MINUTES),
    maxAttempts: wholeNumber(1, 1000),
    maxAttemptsPerDay: wholeNumber(1, 100),
    skipBudget: wholeNumber(0, 1000),
    callerId: z.union([e164, z.literal('')]),
    callerIds: z.array(e164).max(200),
    localPresence: z.boolean(),
    trunkIds: z.array(id).max(200),
    cadence,
    dispositions,
    lists: assignedLists,
    filterIds: z.array(id).max(200),
    filterGroupIds: z.array(id).max(200),
    customerProvider: z.enum(['campaign_based', 'lead_based', 'pace_based']),
    listsBeforeLanes: z.boolean(),
    keepWhenClosed: z.boolean(),
    manualDialling: z.boolean(),
    predictive: predictive.optional(),
    voiceBlast: voiceBlast.optional(),
  })
  .refine((settings) => settings.windowStartMinute < settings.windowEndMinute, {
    path: ['windowEndMinute'],
    message: 'the window ends after it starts; it does not pass midnight',
  }) satisfies z.ZodType<CampaignSettings>;

function hasNoRepeats(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}
