import { CustomerProvider, type Cadence, type ListAssignment } from '@firstring/contracts/leads/campaign';
import { DispositionCategory, type Disposition } from '@firstring/contracts/leads/lead_events';
import { PROVIDERS, type PolicySettings } from './campaign-settings.ts';
import { References, type Named, type PolicyNames } from './policy-names.ts';
import type { Policy, PolicyCadence, PolicyList, PolicyRetry } from './policy.ts';
import { placeOf, type Places, type PolicyProblem } from './problem.ts';
import { quoted } from './reader.ts';

export interface PolicyContext {
  readonly names: PolicyNames;
  /** The campaign's, whose retry rules the policy says. */
  readonly dispositions: readonly Disposition[];
  /** The campaign's lists as they are assigned: whom their leads are given to is staff, not policy, and stays. */
  readonly assigned?: readonly ListAssignment[];
  /** Of the text, for the lines of what is wrong. */
  readonly places?: Places;
}

export interface PolicyResult {
  readonly settings: PolicySettings;
  /** Names that are not known or not clear; the settings are not to be used then. */
  readonly problems: readonly PolicyProblem[];
}

/** The settings that a policy says; what it does not say is 0 or empty, for which the campaign has its defaults. */
export function fromPolicy(policy: Policy, context: PolicyContext): PolicyResult {
  const { names, dispositions, places } = context;
  const problems: PolicyProblem[] = [];
  const tell = (path: string, message: string): void => {
    problems.push({ severity: 'error', path, message, ...placeOf(places ?? new Map(), path) });
  };
  const { callingWindow, caps = {}, desk = {}, caller = {}, leads = {} } = policy;
  const lists = new Resolver('lead list', names.lists, tell);
  const filters = new Resolver('filter', names.filters, tell);
  if (leads.filters !== undefined && leads.filterGroup !== undefined) {
    tell('leads.filter_group', 'a campaign has filters or a filter group, not both (R-119)');
  }
  const groups = new Resolver('filter group', names.filterGroups, tell);
  const settings: PolicySettings = {
    timeZone: policy.timeZone ?? '',
    windowStartMinute: callingWindow?.startMinute ?? 0,
    windowEndMinute: callingWindow?.endMinute ?? 0,
    maxAttempts: caps.attempts ?? 0,
    maxAttemptsPerDay: caps.numberPerDay ?? 0,
    cadence: policy.cadence && cadenceFrom(policy.cadence),
    dispositions: withRetries(dispositions, policy.retry ?? [], tell),
    ringOnPreview: desk.ringOnPreview ?? false,
    previewLimitSeconds: desk.previewLimitSeconds ?? 0,
    skipBudget: desk.skips ?? 0,
    wrapUpLimitSeconds: desk.wrapUpLimitSeconds ?? 0,
    ringLimitSeconds: desk.ringLimitSeconds ?? 0,
    callerId: caller.callerId ?? '',
    callerIds: [...(caller.furtherIds ?? [])],
    localPresence: caller.localPresence ?? false,
    trunkIds: [...(caller.trunks ?? [])],
    customerProvider:
      leads.provider === undefined
        ? CustomerProvider.CUSTOMER_PROVIDER_UNSPECIFIED
        : PROVIDERS[leads.provider],
    listsBeforeLanes: leads.order === 'lists_first',
    filterIds: filters.all(leads.filters ?? [], (index) => `leads.filters.${index}`),
    filterGroupIds: groups.all(
      leads.filterGroup === undefined ? [] : [leads.filterGroup],
      () => 'leads.filter_group',
    ),
    lists: listsFrom(leads.lists ?? [], lists, context.assigned ?? []),
  };
  return { settings, problems };
}

function cadenceFrom(cadence: PolicyCadence): Cadence {
  return {
    freshSeconds: cadence.freshSeconds ?? 0,
    firstDayAttempts: cadence.firstDayAttempts ?? 0,
    initialAttempts: cadence.initialAttempts ?? 0,
    firstWeekDays: cadence.firstWeekDays ?? 0,
    firstDayGapSeconds: [...(cadence.firstDayGapSeconds ?? [])],
    followUpGapSeconds: cadence.followUpGapSeconds ?? 0,
    followUpDayMax: cadence.followUpDayMax ?? 0,
    longTermDayMax: cadence.longTermDayMax ?? 0,
    busyGapSeconds: cadence.busyGapSeconds ?? 0,
    congestedGapSeconds: cadence.congestedGapSeconds ?? 0,
    callbackLateSeconds: cadence.callbackLateSeconds ?? 0,
  };
}

type Tell = (path: string, message: string) => void;

function withRetries(
  dispositions: readonly Disposition[],
  rules: readonly PolicyRetry[],
  tell: Tell,
): Disposition[] {
  const { DISPOSITION_CATEGORY_RETRY } = DispositionCategory;
  const retrying = dispositions.filter(({ category }) => category === DISPOSITION_CATEGORY_RETRY);
  const codes = new Set(retrying.map(({ code }) => code));
  const byCode = new Map<string, PolicyRetry>();
  for (const [index, rule] of rules.entries()) {
    const path = `retry.${index}.disposition`;
    if (byCode.has(rule.code)) tell(path, `there is a rule for ${quoted(rule.code)} already`);
    else if (!codes.has(rule.code)) {
      const known = [...codes].join(', ') || 'none';
      tell(
        path,
        `${quoted(rule.code)} is no disposition of category retry; those of this campaign: ${known}`,
      );
    }
    byCode.set(rule.code, rule);
  }
  return dispositions.map((disposition) => {
    const { retry: _before, ...rest } = disposition;
    const rule = byCode.get(disposition.code);
    if (rule === undefined) return rest;
    return { ...rest, retry: { gapSeconds: rule.gapSeconds ?? 0, timesMax: rule.timesMax ?? 0 } };
  });
}

function listsFrom(
  lists: readonly PolicyList[],
  known: Resolver,
  assigned: readonly ListAssignment[],
): ListAssignment[] {
  const ids = known.all(
    lists.map(({ list }) => list),
    (index) => `leads.lists.${index}.list`,
  );
  const agentsOf = new Map(assigned.map(({ listId, agentIds }) => [listId, agentIds]));
  return lists.map((list, index) => ({
    listId: ids[index] ?? '',
    priority: list.priority,
    weight: list.weight,
    maxAttempts: list.maxAttempts ?? 0,
    attemptsPerHour: list.attemptsPerHour ?? 0,
    timeSlots: (list.timeSlots ?? []).map((slot) => ({ ...slot })),
    agentIds: [...(agentsOf.get(ids[index] ?? '') ?? [])],
  }));
}

const NAMES_SHOWN = 10;

/** Finds what names stand for. */
class Resolver {
  readonly #what: string;
  readonly #known: readonly Named[];
  readonly #references: References;
  readonly #tell: Tell;

  constructor(what: string, known: readonly Named[], tell: Tell) {
    this.#what = what;
    this.#known = known;
    this.#references = new References(known);
    this.#tell = tell;
  }

  /** One id each, whatever was told: the empty one where nothing is meant. */
  all(references: readonly string[], pathOf: (index: number) => string): string[] {
    const seen = new Set<string>();
    return references.map((reference, index) => {
      const [id, ...others] = this.#references.find(reference);
      if (id === undefined) this.#tell(pathOf(index), this.#unknown(reference));
      else if (others.length > 0) {
        const ids = [id, ...others].slice(0, NAMES_SHOWN).join(', ');
        this.#tell(pathOf(index), `several have the name ${quoted(reference)}: write the id, one of ${ids}`);
      } else if (seen.has(id)) this.#tell(pathOf(index), `${quoted(reference)} is here twice`);
      if (id !== undefined) seen.add(id);
      return id ?? '';
    });
  }

  #unknown(reference: string): string {
    const names = this.#known.map(({ name }) => quoted(name));
    const more = names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : '';
    const known =
      names.length === 0 ? 'there is none' : `there are ${names.slice(0, NAMES_SHOWN).join(', ')}${more}`;
    return `there is no ${this.#what} ${quoted(reference)}; ${known}`;
  }
}
