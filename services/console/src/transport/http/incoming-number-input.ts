import { z } from 'zod';
import type { IncomingNumberSettings } from '../../app/views/incoming-numbers.ts';
import { dayPart, timeSlot, wholeNumber } from './campaign-input.ts';
import { e164, id, text, zone } from './input.ts';

const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3600;
const CAMPAIGNS_MAX = 50;

export const numberBasics = {
  phone: e164,
  name: text(100).trim().min(1),
  campaignIds: z.array(id).min(1, 'at least one campaign').max(CAMPAIGNS_MAX),
};

const holiday = z.strictObject({
  date: z.iso.date('a day, yyyy-mm-dd'),
  name: text(100).trim().default(''),
  slots: z.array(dayPart).max(10),
});

/** All of a number but its id; lead-store says what does not fit together. */
export const numberSettings = z.strictObject({
  ...numberBasics,
  enabled: z.boolean(),
  agentIds: z.array(id).max(1000),
  timeZone: zone,
  slots: z.array(timeSlot).max(70),
  holidays: z.array(holiday).max(400),
  queue: z.strictObject({
    maxWaitSeconds: wholeNumber(5, HOUR_SECONDS),
    callersMax: wholeNumber(1, 1000),
    noAgent: z.enum(['queue', 'refuse', 'dialback']),
    waiting: z.enum(['ringing', 'tone', 'announcement']),
    announcement: z.string().regex(/^([A-Za-z0-9][\w-]{0,63})?$/, 'a name of letters, digits, - and _'),
    agentRingSeconds: wholeNumber(5, 180),
  }),
  noLead: z.enum(['refuse', 'connect_as_new', 'connect_without_lead']),
  dialback: z.strictObject({
    onHangUp: z.boolean(),
    onTimeout: z.boolean(),
    onNoAgent: z.boolean(),
    timeLimitSeconds: wholeNumber(60, DAY_SECONDS),
    retryGapSeconds: wholeNumber(0, HOUR_SECONDS),
    attemptsMax: wholeNumber(1, 10),
    ownerOnlySeconds: wholeNumber(0, DAY_SECONDS),
  }),
}) satisfies z.ZodType<IncomingNumberSettings>;
