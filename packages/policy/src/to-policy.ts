import type { Cadence, ListAssignment } from '@firstring/contracts/leads/campaign';
import type { Disposition } from '@firstring/contracts/leads/lead_events';
import { PROVIDERS, type PolicySettings } from './campaign-settings.ts';
import { References, type PolicyNames } from './policy-names.ts';
import type { Policy, PolicyCadence, PolicyLeads, PolicyList, PolicyRetry, Provider } from './policy.ts';

/** The policy that a campaign has now. `fromPolicy` makes the same settings of it again. */
export function toPolicy(campaign: PolicySettings, names: PolicyNames): Policy {
  const { windowStartMinute: startMinute, windowEndMinute: endMinute } = campaign;
  return said<Policy>({
    policy: 1,
    timeZone: campaign.timeZone || undefined,
    callingWindow: startMinute === 0 && endMinute === 0 ? undefined : { startMinute, endMinute },
    caps: section({
      attempts: campaign.maxAttempts || undefined,
      numberPerDay: campaign.maxAttemptsPerDay || undefined,
    }),
    cadence: campaign.cadence && section(cadenceOf(campaign.cadence)),
    retry: some(campaign.dispositions.flatMap(retryOf)),
    desk: section({
      ringOnPreview: campaign.ringOnPreview || undefined,
      previewLimitSeconds: campaign.previewLimitSeconds || undefined,
      skips: campaign.skipBudget || undefined,
      wrapUpLimitSeconds: campaign.wrapUpLimitSeconds || undefined,
      ringLimitSeconds: campaign.ringLimitSeconds || undefined,
    }),
    caller: section({
      callerId: campaign.callerId || undefined,
      furtherIds: some(campaign.callerIds),
      localPresence: campaign.localPresence || undefined,
      trunks: some(campaign.trunkIds),
    }),
    leads: section(leadsOf(campaign, names)),
  });
}

const NO_NAMES: PolicyNames = { lists: [], filters: [], filterGroups: [] };

/** Whether two campaigns have the same policy, whatever else is different. */
export function isSamePolicy(a: PolicySettings, b: PolicySettings): boolean {
  return JSON.stringify(toPolicy(a, NO_NAMES)) === JSON.stringify(toPolicy(b, NO_NAMES));
}

function cadenceOf(cadence: Cadence): Unsaid<PolicyCadence> {
  return {
    freshSeconds: cadence.freshSeconds || undefined,
    firstDayAttempts: cadence.firstDayAttempts || undefined,
    firstDayGapSeconds: some(cadence.firstDayGapSeconds),
    initialAttempts: cadence.initialAttempts || undefined,
    firstWeekDays: cadence.firstWeekDays || undefined,
    followUpGapSeconds: cadence.followUpGapSeconds || undefined,
    followUpDayMax: cadence.followUpDayMax || undefined,
    longTermDayMax: cadence.longTermDayMax || undefined,
    busyGapSeconds: cadence.busyGapSeconds || undefined,
    congestedGapSeconds: cadence.congestedGapSeconds || undefined,
    callbackLateSeconds: cadence.callbackLateSeconds || undefined,
  };
}

function retryOf({ code, retry }: Disposition): readonly PolicyRetry[] {
  if (retry === undefined || (retry.gapSeconds === 0 && retry.timesMax === 0)) return [];
  const { gapSeconds, timesMax } = retry;
  return [said<PolicyRetry>({ code, gapSeconds: gapSeconds || undefined, timesMax: timesMax || undefined })];
}

function leadsOf(campaign: PolicySettings, names: PolicyNames): Unsaid<PolicyLeads> {
  const filters = new References(names.filters);
  const groups = new References(names.filterGroups);
  const lists = new References(names.lists);
  const [groupId] = campaign.filterGroupIds;
  return {
    provider: providerOf(campaign),
    order: campaign.listsBeforeLanes ? 'lists_first' : undefined,
    filters: some(campaign.filterIds.map((id) => filters.say(id))),
    filterGroup: groupId === undefined ? undefined : groups.say(groupId),
    lists: some(campaign.lists.map((assignment) => listOf(assignment, lists))),
  };
}

function providerOf({ customerProvider }: PolicySettings): Provider | undefined {
  switch (customerProvider) {
    case PROVIDERS.campaign_based:
      return 'campaign_based';
    case PROVIDERS.lead_based:
      return 'lead_based';
    case PROVIDERS.pace_based:
      return 'pace_based';
    default:
      return undefined;
  }
}

function listOf(assignment: ListAssignment, lists: References): PolicyList {
  return said<PolicyList>({
    list: lists.say(assignment.listId),
    priority: assignment.priority || 1,
    weight: assignment.weight || 1,
    maxAttempts: assignment.maxAttempts || undefined,
    attemptsPerHour: assignment.attemptsPerHour || undefined,
    timeSlots: some(assignment.timeSlots),
  });
}

type Unsaid<T> = { readonly [Name in keyof T]: T[Name] | undefined };

function some<T>(values: readonly T[]): readonly T[] | undefined {
  return values.length === 0 ? undefined : values;
}

/** Without what is not said. */
function said<T extends object>(value: Unsaid<T>): T {
  // Only absent properties are taken out, and only those that may be absent are undefined.
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}

/** Undefined where nothing is said. */
function section<T extends object>(value: Unsaid<T>): T | undefined {
  const kept = said<T>(value);
  return Object.keys(kept).length === 0 ? undefined : kept;
}
