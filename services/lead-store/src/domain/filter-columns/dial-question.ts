import {
  gate,
  priorityLevel,
  type CadencePolicy,
  type CallingWindow,
  type PriorityLevel,
} from '@firstring/domain';
import { CadenceColumns } from './cadence-columns.ts';
import { DialClasses } from './dial-classes.ts';
import type { GuardMirror } from './guard-mirror.ts';
import { zonesOf } from './lead-facts.ts';
import type { LeadTable } from './lead-table.ts';

/** What a campaign contributes to the gate. */
export interface CampaignRules {
  readonly policy: CadencePolicy;
  readonly window: CallingWindow;
  readonly numberAttemptsPerDayMax: number;
}

/** The campaigns a process dials in, as of the question. */
export interface DialRules {
  readonly campaigns: ReadonlyMap<string, CampaignRules>;
  /** Rules of the campaigns that dial the leads of a list, by list. */
  readonly ofList: ReadonlyMap<string, readonly CampaignRules[]>;
  readonly nowAt: number;
  /** The process's zone. */
  readonly zone: string;
  /** What a customer id is: `phone1`, `email` or `custom:<name>`. */
  readonly primaryField: string;
  /** Midnight of the process's zone. */
  readonly dayEndsAt: number;
}

export type Dialable = 'now' | 'later_today' | 'not_today';

/** Each step ends a refusal; more than a few in a day are none that will end today. */
const STEPS_MAX = 8;

/** Whether any campaign may dial the lead in this slot, by the gate that every dial passes. */
export function dialableWhen(
  table: LeadTable,
  guards: GuardMirror,
  rules: DialRules,
): (slot: number) => Dialable {
  const columns = new CadenceColumns(table);
  const phones = table.phones('phone1');
  const policies = [...rules.campaigns.values(), ...rules.ofList.values()];
  const classes = new DialClasses<Dialable>(columns, policies, rules.nowAt);
  const ask = (slot: number): Dialable => {
    const guard = guards.facts(phones.packed(slot));
    const lead = { cadence: columns.facts(slot), candidateZones: zonesOf(columns.zones.get(slot) ?? '') };
    const answers = rulesOf(columns, slot, rules).map((campaign) => {
      const facts = { ...campaign, ...lead };
      return firstDial((at) => gate(facts, guard, { agentId: '', dialback: false }, at), rules);
    });
    return answers.includes('now') ? 'now' : answers.includes('later_today') ? 'later_today' : 'not_today';
  };
  const isExcluded = guards.exclusions.compile(table, rules.primaryField);
  return (slot) => {
    if (isExcluded(slot)) return 'not_today';
    return guards.knows(phones.packed(slot)) ? ask(slot) : classes.answer(slot, ask);
  };
}

function firstDial(ask: (at: number) => ReturnType<typeof gate>, { nowAt, dayEndsAt }: DialRules): Dialable {
  let at = nowAt;
  for (let step = 0; step < STEPS_MAX && at < dayEndsAt; step += 1) {
    const refusals = ask(at);
    if (refusals.length === 0) return at === nowAt ? 'now' : 'later_today';
    const next = Math.max(...refusals.map(({ clearsAt }) => clearsAt ?? Infinity));
    if (next <= at) return 'not_today';
    at = next;
  }
  return 'not_today';
}

function rulesOf(
  { campaign, list }: CadenceColumns,
  slot: number,
  { campaigns, ofList }: DialRules,
): readonly CampaignRules[] {
  const campaignId = campaign.get(slot);
  if (campaignId === undefined) return ofList.get(list.get(slot) ?? '') ?? [];
  const own = campaigns.get(campaignId);
  return own === undefined ? [] : [own];
}

/** P1 to P4 of the first campaign that dials the lead; undefined where none does. */
export function levelOf(table: LeadTable, rules: DialRules): (slot: number) => PriorityLevel | undefined {
  const columns = new CadenceColumns(table);
  return (slot) => {
    const [campaign] = rulesOf(columns, slot, rules);
    return campaign && priorityLevel(columns.facts(slot), campaign.policy, rules.nowAt);
  };
}
