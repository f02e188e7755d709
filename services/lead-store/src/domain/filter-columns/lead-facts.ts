import { CUSTOM_PREFIX, type FilterValue } from '@firstring/domain/filters';
import type { LiveLead } from '../lead.ts';
import type { IndexedLead } from './lead-table.ts';

/** Keeps zones in one text: a lead has few, and thousands of leads share them. */
const SEPARATOR = ' ';

/** What filters may ask of a lead. `name` and `priority_level` follow from others and are computed where they are asked. */
export function indexedLead(leadId: string, version: number, lead: LiveLead): IndexedLead {
  const { processId, progress, outcome } = lead;
  const facts: Record<string, FilterValue> = {
    phone1: lead.callerId,
    timezone: lead.timeZone,
    status: lead.status,
    dial_state: progress.dialState,
    opt_in_time: lead.createdAt,
    upload_time: lead.createdAt,
    update_time: lead.updatedAt,
    attempts: progress.totalAttempts,
    cadence_attempts: progress.cadenceAttempts,
    day_attempts: progress.dayAttempts,
    '#zone': lead.timeZone,
    '#zones': lead.candidateZones.join(SEPARATOR),
  };
  const optional: Readonly<Record<string, FilterValue | undefined>> = {
    first_name: lead.firstName,
    last_name: lead.lastName,
    email: lead.email,
    ownership_code: lead.ownershipCode,
    list: lead.listId,
    campaign: lead.campaignId,
    vendor: lead.vendorId,
    last_attempt_time: progress.lastAttemptEndAt,
    last_call_result: progress.lastAttemptResult,
    last_call_type: lead.lastCallType,
    disposition: outcome?.code,
    callback_time: progress.callbackAt,
    '#day': progress.lastAttemptDay,
    '#campaign': lead.campaignId,
    '#list': lead.listId,
    '#callbackAgent': progress.callbackAgentId,
    '#row': lead.file?.row,
  };
  for (const [name, value] of Object.entries(optional)) {
    if (value !== undefined && value !== '') facts[name] = value;
  }
  for (const [name, value] of Object.entries(lead.custom)) facts[`${CUSTOM_PREFIX}${name}`] = value;
  return { leadId, processId, version, facts };
}

/** The whole name; undefined where there is none. */
export function nameOf(firstName = '', lastName = ''): string | undefined {
  return `${firstName} ${lastName}`.trim() || undefined;
}

export function zonesOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(SEPARATOR);
}
