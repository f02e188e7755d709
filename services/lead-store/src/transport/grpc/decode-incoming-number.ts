import type { TimeSlot } from '@firstring/contracts/leads/campaign';
import {
  NoAgentAction,
  NoLeadAction,
  WaitingSound,
  type DialbackRules,
  type Holiday,
  type IncomingNumber,
  type OpeningHours,
  type QueuePolicy,
} from '@firstring/contracts/leads/incoming_number';
import { z } from 'zod';
import type { PutIncomingNumber } from '../../app/incoming-numbers.ts';
import { count, id, ids, invalid, name, optionalId, phone, slot, text, version, zone } from './decode.ts';

const CAMPAIGNS_MAX = 50;
const AGENTS_MAX = 1000;
const SLOTS_MAX = 70;
const HOLIDAYS_MAX = 400;
const HOLIDAY_SLOTS_MAX = 10;
const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3600;
const DAY = z.iso.date();

/** The command of one incoming number, every field in its bounds. */
export function decodeIncomingNumber(requestId: string, wire: IncomingNumber | undefined): PutIncomingNumber {
  if (wire === undefined) throw invalid('incoming_number', 'is required');
  const expectedVersion = version(wire.version, field('version'));
  const incomingNumberId = optionalId(wire.incomingNumberId, field('incoming_number_id')) ?? '';
  if (expectedVersion > 0 && incomingNumberId === '')
    throw invalid(field('incoming_number_id'), 'is required');
  if (wire.campaignIds.length === 0) throw invalid(field('campaign_ids'), 'needs at least one campaign');
  return {
    requestId,
    incomingNumberId,
    expectedVersion,
    given: {
      processId: id(wire.processId, field('process_id')),
      phone: phone(wire.phone, field('phone')),
      name: name(wire.name, field('name')),
      enabled: wire.enabled,
      campaignIds: ids(wire.campaignIds, field('campaign_ids'), CAMPAIGNS_MAX),
      agentIds: ids(wire.agentIds, field('agent_ids'), AGENTS_MAX),
      openingHours: wire.openingHours && decodeHours(wire.openingHours),
      queue: wire.queue && decodeQueue(wire.queue),
      noLead: known(wire.noLead, NoLeadAction, field('no_lead')),
      dialback: wire.dialback && decodeDialback(wire.dialback),
    },
  };
}

function decodeHours({ timeZone, slots, holidays }: OpeningHours): OpeningHours {
  const at = field('opening_hours');
  if (holidays.length > HOLIDAYS_MAX) throw invalid(`${at}.holidays`, `has at most ${HOLIDAYS_MAX} days`);
  if (new Set(holidays.map(({ date }) => date)).size !== holidays.length)
    throw invalid(`${at}.holidays`, 'has a day twice');
  return {
    timeZone: timeZone === '' ? '' : zone(timeZone, `${at}.time_zone`),
    slots: decodeSlots(slots, `${at}.slots`, SLOTS_MAX),
    holidays: holidays.map((holiday) => decodeHoliday(holiday, `${at}.holidays`)),
  };
}

/** The weekday of its slots is not read: each gets Monday's. */
function decodeHoliday(holiday: Holiday, at: string): Holiday {
  const { date } = holiday;
  if (!DAY.safeParse(date).success) throw invalid(at, 'need a day of the calendar, yyyy-mm-dd');
  const slots = holiday.slots.map((each) => ({ ...each, weekday: 1 }));
  return { date, name: text(holiday.name.trim(), at), slots: decodeSlots(slots, at, HOLIDAY_SLOTS_MAX) };
}

/** In order; one that begins before another has ended is refused. */
function decodeSlots(wire: readonly TimeSlot[], at: string, max: number): TimeSlot[] {
  if (wire.length > max) throw invalid(at, `has at most ${max} slots`);
  const slots = wire
    .map((each) => slot(each, at))
    .toSorted((a, b) => a.weekday - b.weekday || a.startMinute - b.startMinute);
  const isOverlap = slots.some((each, index) => {
    const before = slots[index - 1];
    return before?.weekday === each.weekday && each.startMinute < before.endMinute;
  });
  if (isOverlap) throw invalid(at, 'overlap');
  return slots;
}

function decodeQueue(wire: QueuePolicy): QueuePolicy {
  const at = field('queue');
  return {
    maxWaitS: count(wire.maxWaitS, `${at}.max_wait_s`, HOUR_SECONDS),
    callersMax: count(wire.callersMax, `${at}.callers_max`, 1000),
    noAgent: known(wire.noAgent, NoAgentAction, `${at}.no_agent`),
    waiting: known(wire.waiting, WaitingSound, `${at}.waiting`),
    announcement: announcement(wire.announcement, `${at}.announcement`),
    agentRingS: count(wire.agentRingS, `${at}.agent_ring_s`, 180),
  };
}

/** A name, never a path. */
function announcement(value: string, at: string): string {
  if (value !== '' && !/^[A-Za-z0-9][\w-]{0,63}$/.test(value))
    throw invalid(at, 'must be a name of letters, digits, - and _');
  return value;
}

function decodeDialback(wire: DialbackRules): DialbackRules {
  const at = field('dialback');
  if (wire.timeLimitS !== 0 && wire.timeLimitS < 60)
    throw invalid(`${at}.time_limit_s`, 'is at least a minute');
  return {
    onHangUp: wire.onHangUp,
    onTimeout: wire.onTimeout,
    onNoAgent: wire.onNoAgent,
    timeLimitS: count(wire.timeLimitS, `${at}.time_limit_s`, DAY_SECONDS),
    retryGapS: count(wire.retryGapS, `${at}.retry_gap_s`, HOUR_SECONDS),
    attemptsMax: count(wire.attemptsMax, `${at}.attempts_max`, 10),
    ownerOnlyS: count(wire.ownerOnlyS, `${at}.owner_only_s`, DAY_SECONDS),
  };
}

function known<Choice extends string>(
  value: Choice,
  all: Readonly<Record<string, string>>,
  at: string,
): Choice {
  if (value === all['UNRECOGNIZED']) throw invalid(at, 'is not known');
  return value;
}

function field(part: string): string {
  return `incoming_number.${part}`;
}
