import { z } from 'zod';
import type { CampaignSettings, DispositionSettings } from '../../app/views/campaigns.ts';
import { e164, id, text, zone } from './input.ts';

const DAY_MINUTES = 1440;
const DAY_SECONDS = 86_400;

function whole(min: number, max: number) {
  return z.number().int().min(min).max(max);
}

const timeSlot = z
  .strictObject({
    weekday: whole(1, 7),
    startMinute: whole(0, DAY_MINUTES),
    endMinute: whole(0, DAY_MINUTES),
  })
  .refine(
    (slot) => slot.startMinute < slot.endMinute,
    'a slot ends after it starts; over midnight it is two',
  );

export const assignedLists = z
  .array(
    z.strictObject({
      listId: id,
      priority: whole(1, 1000),
      weight: whole(1, 100),
      maxAttempts: whole(0, 1000),
      attemptsPerHour: whole(0, 3600),
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
  retryGapSeconds: whole(0, 90 * DAY_SECONDS),
  retryTimesMax: whole(0, 100),
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
  freshSeconds: whole(0, DAY_SECONDS),
  firstDayAttempts: whole(0, 20),
  initialAttempts: whole(0, 100),
  firstWeekDays: whole(0, 60),
  firstDayGapSeconds: z.array(whole(0, DAY_SECONDS)).max(20),
  followUpGapSeconds: whole(0, 7 * DAY_SECONDS),
  followUpDayMax: whole(0, 20),
  longTermDayMax: whole(0, 20),
  busyGapSeconds: whole(0, DAY_SECONDS),
  congestedGapSeconds: whole(0, DAY_SECONDS),
  callbackLateSeconds: whole(0, DAY_SECONDS),
});

export const campaignName = text(100).trim().min(1);
export const campaignType = z.enum(['outbound_preview', 'parallel_predictive', 'voice_blast']);

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
    previewLimitSeconds: whole(0, 3600),
    wrapUpLimitSeconds: whole(0, 3600),
    ringLimitSeconds: whole(5, 180),
    windowStartMinute: whole(0, DAY_MINUTES),
    windowEndMinute: whole(1, DAY_MINUTES),
    maxAttempts: whole(1, 1000),
    maxAttemptsPerDay: whole(1, 100),
    skipBudget: whole(0, 1000),
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
  })
  .refine((settings) => settings.windowStartMinute < settings.windowEndMinute, {
    path: ['windowEndMinute'],
    message: 'the window ends after it starts; it does not pass midnight',
  }) satisfies z.ZodType<CampaignSettings>;

function hasNoRepeats(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}
