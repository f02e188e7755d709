import { DispositionCategory, type Campaign, type Disposition } from '@firstring/contracts/leads/lead_events';
import { count, id, invalid, name, optionalId, text, zone } from './decode.ts';

const DAY_MINUTES = 1440;
const HOUR_SECONDS = 3600;
const AGENTS_MAX = 5000;
const DISPOSITIONS_MAX = 200;

export function decodeCampaign(wire: Campaign | undefined): Campaign {
  if (wire === undefined) throw invalid('campaign', 'is required');
  if (wire.agentIds.length > AGENTS_MAX)
    throw invalid('campaign.agent_ids', `has at most ${AGENTS_MAX} agents`);
  if (wire.version < 0n || wire.version > BigInt(Number.MAX_SAFE_INTEGER))
    throw invalid('campaign.version', 'is out of range');
  if (wire.callerId !== '' && !/^\+[1-9]\d{6,14}$/.test(wire.callerId))
    throw invalid('campaign.caller_id', 'must be E.164');
  if (wire.windowEndMinute !== 0 && wire.windowStartMinute >= wire.windowEndMinute) {
    throw invalid('campaign.window_end_minute', 'must be after the start; a window does not pass midnight');
  }
  return {
    ...wire,
    campaignId: optionalId(wire.campaignId, 'campaign.campaign_id') ?? '',
    processId: id(wire.processId, 'campaign.process_id'),
    name: name(wire.name, 'campaign.name'),
    timeZone: wire.timeZone === '' ? '' : zone(wire.timeZone, 'campaign.time_zone'),
    agentIds: [...new Set(wire.agentIds.map((agentId) => id(agentId, 'campaign.agent_ids')))],
    previewLimitSeconds: count(wire.previewLimitSeconds, 'campaign.preview_limit_seconds', HOUR_SECONDS),
    wrapUpLimitSeconds: count(wire.wrapUpLimitSeconds, 'campaign.wrap_up_limit_seconds', HOUR_SECONDS),
    ringLimitSeconds: count(wire.ringLimitSeconds, 'campaign.ring_limit_seconds', 180),
    windowStartMinute: count(wire.windowStartMinute, 'campaign.window_start_minute', DAY_MINUTES),
    windowEndMinute: count(wire.windowEndMinute, 'campaign.window_end_minute', DAY_MINUTES),
    maxAttempts: count(wire.maxAttempts, 'campaign.max_attempts', 1000),
    maxAttemptsPerDay: count(wire.maxAttemptsPerDay, 'campaign.max_attempts_per_day', 100),
    skipBudget: count(wire.skipBudget, 'campaign.skip_budget', 1000),
    dispositions: decodeDispositions(wire.dispositions),
  };
}

function decodeDispositions(wire: readonly Disposition[]): Disposition[] {
  const field = 'campaign.dispositions';
  if (wire.length > DISPOSITIONS_MAX) throw invalid(field, `has at most ${DISPOSITIONS_MAX} entries`);
  if (new Set(wire.map(({ code }) => code)).size !== wire.length) throw invalid(field, 'has a code twice');
  return wire.map(({ code, label, category }) => {
    if (
      category === DispositionCategory.UNRECOGNIZED ||
      category === DispositionCategory.DISPOSITION_CATEGORY_UNSPECIFIED
    ) {
      throw invalid(`${field}.category`, 'is required');
    }
    return {
      code: id(code, `${field}.code`),
      label: text(label === '' ? code : label, `${field}.label`),
      category,
    };
  });
}
