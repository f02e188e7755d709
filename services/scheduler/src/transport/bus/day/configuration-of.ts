import type { BusMessage } from '@firstring/bus';
import { CAMPAIGN_CONFIG, CAMPAIGN_CRITERIA, LIST_CONFIG } from '@firstring/contracts';
import { ConfigurationChanged } from '@firstring/contracts/leads/configuration_history';
import { CriteriaEvent } from '@firstring/contracts/leads/criteria';
import { CampaignEvent } from '@firstring/contracts/leads/lead_events';
import { ListEvent } from '@firstring/contracts/leads/lead_list';
import type { DayHeader, DayInput } from '../../../app/simulate/day.ts';
import { decodeList } from '../../../upstream/decode-campaign.ts';
import { decodeCriteria } from '../../../upstream/decode-criteria.ts';
import type { DayLog } from './day-log.ts';

type Changed = NonNullable<ConfigurationChanged['changed']>;

/** Campaigns, lists and filters as they were at the day's start, and their changes within it. */
export function configurationOf(
  { history, configuration }: Pick<DayLog, 'history' | 'configuration'>,
  { fromAt, toAt }: Pick<DayHeader, 'fromAt' | 'toAt'>,
): { readonly inputs: readonly DayInput[]; readonly notes: readonly string[] } {
  const opening = new Map<string, Changed>();
  const within: { at: number; changed: Changed }[] = [];
  const later = new Map<string, Changed>();
  for (const { payload, occurredAt } of history) {
    const { changed } = ConfigurationChanged.decode(payload);
    if (changed === undefined) continue;
    const key = keyOf(changed);
    if (occurredAt < fromAt) opening.set(key, changed);
    else if (occurredAt < toAt) within.push({ at: occurredAt, changed });
    if (occurredAt >= fromAt && !later.has(key)) later.set(key, changed);
  }
  let guessed = 0;
  for (const message of configuration) {
    const changed = currentOf(message);
    if (changed === undefined || opening.has(keyOf(changed))) continue;
    const before = message.occurredAt < fromAt ? changed : undefined;
    const first = later.get(keyOf(changed));
    // Made on that day or later: it was not there before.
    if (before === undefined && first !== undefined && versionOf(first) <= 1) continue;
    if (before === undefined) guessed += 1;
    opening.set(keyOf(changed), before ?? first ?? changed);
  }
  const inputs = [
    ...[...opening.values()].map((changed) => inputOf(changed, 0)),
    ...within.map(({ at, changed }) => inputOf(changed, at)),
  ];
  const notes =
    guessed === 0
      ? []
      : [`${guessed} campaigns, lists or filters were changed since, and the log does not say from what`];
  return { inputs: inputs.toSorted((a, b) => a.at - b.at || rankOf(a) - rankOf(b)), notes };
}

/** Lists before the campaigns that dial them, filters last. */
function rankOf({ type }: DayInput): number {
  return ['list', 'campaign', 'criteria'].indexOf(type);
}

function currentOf({ topic, payload }: BusMessage): Changed | undefined {
  switch (topic) {
    case CAMPAIGN_CONFIG.name: {
      const { campaign } = CampaignEvent.decode(payload);
      return campaign && { $case: 'campaign', value: campaign };
    }
    case LIST_CONFIG.name: {
      const { list } = ListEvent.decode(payload);
      return list && { $case: 'list', value: list };
    }
    case CAMPAIGN_CRITERIA.name: {
      const { criteria } = CriteriaEvent.decode(payload);
      return criteria && { $case: 'criteria', value: criteria };
    }
    default:
      return undefined;
  }
}

function keyOf({ $case, value }: Changed): string {
  return $case === 'list' ? `list ${value.listId}` : `${$case} ${value.campaignId}`;
}

function versionOf({ $case, value }: Changed): number {
  return Number($case === 'criteria' ? value.revision : value.version);
}

function inputOf({ $case, value }: Changed, at: number): DayInput {
  switch ($case) {
    case 'campaign':
      return { type: 'campaign', at, campaign: value };
    case 'list':
      return { type: 'list', at, list: decodeList(value), name: value.name };
    case 'criteria': {
      const { processId, campaignId } = value;
      return { type: 'criteria', at, processId, campaignId, criteria: decodeCriteria(value) };
    }
  }
}
