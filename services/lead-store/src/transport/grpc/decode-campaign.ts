import {
  CampaignState,
  CampaignType,
  CustomerProvider,
  type AgentCodes,
  type Cadence,
} from '@firstring/contracts/leads/campaign';
import type { Campaign } from '@firstring/contracts/leads/lead_events';
import { decodeAssignments } from './decode-assignments.ts';
import { decodeAutomatic } from './decode-automatic.ts';
import { decodeDispositions } from './decode-dispositions.ts';
import { count, id, ids, invalid, name, optionalId, ownershipCode, phone, version, zone } from './decode.ts';

const DAY_MINUTES = 1440;
const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;
const AGENTS_MAX = 5000;
const CODES_MAX = 100;
const REFERENCES_MAX = 200;
const GAPS_MAX = 20;

export function decodeCampaign(wire: Campaign | undefined): Campaign {
  if (wire === undefined) throw invalid('campaign', 'is required');
  if (wire.type === CampaignType.UNRECOGNIZED) throw invalid('campaign.type', 'is not known');
  if (wire.state === CampaignState.UNRECOGNIZED) throw invalid('campaign.state', 'is not known');
  if (wire.customerProvider === CustomerProvider.UNRECOGNIZED) {
    throw invalid('campaign.customer_provider', 'is not known');
  }
  version(wire.version, 'campaign.version');
  if (wire.windowEndMinute !== 0 && wire.windowStartMinute >= wire.windowEndMinute) {
    throw invalid('campaign.window_end_minute', 'must be after the start; a window does not pass midnight');
  }
  return {
    ...wire,
    campaignId: optionalId(wire.campaignId, 'campaign.campaign_id') ?? '',
    processId: id(wire.processId, 'campaign.process_id'),
    name: name(wire.name, 'campaign.name'),
    timeZone: wire.timeZone === '' ? '' : zone(wire.timeZone, 'campaign.time_zone'),
    agentIds: ids(wire.agentIds, 'campaign.agent_ids', AGENTS_MAX),
    agentCodes: decodeAgentCodes(wire.agentCodes),
    ...decodeCaller(wire),
    ...decodeAutomatic(wire),
    ...decodeLimits(wire),
    ...(wire.cadence === undefined ? {} : { cadence: decodeCadence(wire.cadence) }),
    dispositions: decodeDispositions(wire.dispositions, 'campaign.dispositions'),
    lists: decodeAssignments(wire.lists, 'campaign.lists'),
    filterIds: ids(wire.filterIds, 'campaign.filter_ids', REFERENCES_MAX),
    filterGroupIds: ids(wire.filterGroupIds, 'campaign.filter_group_ids', REFERENCES_MAX),
  };
}

function decodeLimits(wire: Campaign): Partial<Campaign> {
  return {
    previewLimitSeconds: count(wire.previewLimitSeconds, 'campaign.preview_limit_seconds', HOUR_SECONDS),
    wrapUpLimitSeconds: count(wire.wrapUpLimitSeconds, 'campaign.wrap_up_limit_seconds', HOUR_SECONDS),
    ringLimitSeconds: count(wire.ringLimitSeconds, 'campaign.ring_limit_seconds', 180),
    windowStartMinute: count(wire.windowStartMinute, 'campaign.window_start_minute', DAY_MINUTES),
    windowEndMinute: count(wire.windowEndMinute, 'campaign.window_end_minute', DAY_MINUTES),
    maxAttempts: count(wire.maxAttempts, 'campaign.max_attempts', 1000),
    maxAttemptsPerDay: count(wire.maxAttemptsPerDay, 'campaign.max_attempts_per_day', 100),
    skipBudget: count(wire.skipBudget, 'campaign.skip_budget', 1000),
  };
}

function decodeCaller(wire: Campaign): Pick<Campaign, 'callerId' | 'callerIds' | 'trunkIds'> {
  if (wire.callerIds.length > REFERENCES_MAX) {
    throw invalid('campaign.caller_ids', `has at most ${REFERENCES_MAX} numbers`);
  }
  if (
    wire.trunkIds.length > REFERENCES_MAX ||
    wire.trunkIds.some((trunkId) => !/^[\w.-]{1,64}$/.test(trunkId))
  ) {
    throw invalid('campaign.trunk_ids', 'must be names of trunks');
  }
  return {
    callerId: wire.callerId === '' ? '' : phone(wire.callerId, 'campaign.caller_id'),
    callerIds: [...new Set(wire.callerIds.map((each) => phone(each, 'campaign.caller_ids')))],
    trunkIds: [...new Set(wire.trunkIds)],
  };
}

function decodeAgentCodes(wire: readonly AgentCodes[]): AgentCodes[] {
  const field = 'campaign.agent_codes';
  if (wire.length > AGENTS_MAX) throw invalid(field, `has at most ${AGENTS_MAX} agents`);
  return wire.map(({ agentId, ownershipCodes }) => {
    if (ownershipCodes.length > CODES_MAX) throw invalid(field, `has at most ${CODES_MAX} codes an agent`);
    return {
      agentId: id(agentId, field),
      ownershipCodes: [...new Set(ownershipCodes.map((code) => ownershipCode(name(code, field), field)))],
    };
  });
}

function decodeCadence(wire: Cadence): Cadence {
  const field = (part: string): string => `campaign.cadence.${part}`;
  if (wire.firstDayGapSeconds.length > GAPS_MAX) {
    throw invalid(field('first_day_gap_seconds'), `has at most ${GAPS_MAX} pauses`);
  }
  return {
    freshSeconds: count(wire.freshSeconds, field('fresh_seconds'), DAY_SECONDS),
    firstDayAttempts: count(wire.firstDayAttempts, field('first_day_attempts'), 20),
    initialAttempts: count(wire.initialAttempts, field('initial_attempts'), 100),
    firstWeekDays: count(wire.firstWeekDays, field('first_week_days'), 60),
    firstDayGapSeconds: wire.firstDayGapSeconds.map((gap) =>
      count(gap, field('first_day_gap_seconds'), DAY_SECONDS),
    ),
    followUpGapSeconds: count(wire.followUpGapSeconds, field('follow_up_gap_seconds'), 7 * DAY_SECONDS),
    followUpDayMax: count(wire.followUpDayMax, field('follow_up_day_max'), 20),
    longTermDayMax: count(wire.longTermDayMax, field('long_term_day_max'), 20),
    busyGapSeconds: count(wire.busyGapSeconds, field('busy_gap_seconds'), DAY_SECONDS),
    congestedGapSeconds: count(wire.congestedGapSeconds, field('congested_gap_seconds'), DAY_SECONDS),
    callbackLateSeconds: count(wire.callbackLateSeconds, field('callback_late_seconds'), DAY_SECONDS),
  };
}
