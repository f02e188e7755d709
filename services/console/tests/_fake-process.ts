import { reasonError } from '@firstring/contracts';
import type { HandLeadServiceImplementation } from '@firstring/contracts/leads/hand_lead_service';
import type { LeadEditServiceImplementation } from '@firstring/contracts/leads/lead_edit_service';
import type {
  ProcessServiceImplementation,
  ProcessSettings,
} from '@firstring/contracts/leads/process_service';
import type { FakeLeadStore } from './_fake-lead-store.ts';

/** Processes of the fake lead-store: p1 and p2. */
export function fakeProcesses(): ProcessServiceImplementation {
  const settings = new Map<string, ProcessSettings>(
    [['p1', 'Home energy', 'America/Chicago'] as const, ['p2', 'Insurance', 'America/New_York'] as const].map(
      ([processId, name, timeZone]) => [processId, { processId, name, timeZone, version: 1n }],
    ),
  );
  const read = (processId: string): ProcessSettings => {
    const process = settings.get(processId);
    if (process === undefined) throw reasonError('PROCESS_NOT_FOUND');
    return process;
  };
  return {
    getProcess: async ({ processId }) => ({ process: read(processId) }),
    updateProcess: async ({ process }) => {
      if (process === undefined) throw reasonError('INVALID_ARGUMENT');
      if (read(process.processId).version !== process.version) throw reasonError('VERSION_CONFLICT');
      const stored = { ...process, version: process.version + 1n };
      settings.set(process.processId, stored);
      return { process: stored };
    },
  };
}

/** Changes by hand, with the one rule that the console relies on: an older token is refused. */
export function fakeLeadEdits(leadStore: FakeLeadStore): LeadEditServiceImplementation {
  const tokens = new Map<string, bigint>();
  return {
    updateLead: async ({ processId, leadId, fencingToken, version, custom, ...fields }) => {
      const lead = leadStore.leads.get(leadId);
      if (lead?.card?.processId !== processId) throw reasonError('LEAD_NOT_FOUND');
      if (fencingToken !== 0n && fencingToken < (tokens.get(leadId) ?? 0n)) throw reasonError('STALE_TOKEN');
      if (version !== 0n && version !== lead.card.version) throw reasonError('VERSION_CONFLICT');
      tokens.set(leadId, fencingToken);
      const edited = {
        ...lead,
        firstName: fields.firstName ?? lead.firstName,
        lastName: fields.lastName ?? lead.lastName,
        email: fields.email ?? lead.email,
        custom: { ...lead.custom, ...custom },
        card: {
          ...lead.card,
          timeZone: fields.timeZone ?? lead.card.timeZone,
          ownershipCode: fields.ownershipCode ?? lead.card.ownershipCode,
          version: lead.card.version + 1n,
        },
      };
      leadStore.leads.set(leadId, edited);
      return { lead: edited };
    },
  };
}

/** Leads made by agents: one a request and number. */
export function fakeHandLeads(leadStore: FakeLeadStore): HandLeadServiceImplementation {
  const made = new Map<string, string>();
  return {
    createHandLead: async ({ requestId, contact }) => {
      const [phone = ''] = contact?.phones ?? [];
      if (!phone.startsWith('+'))
        throw reasonError('INVALID_ARGUMENT', {
          message: 'phone 1 is not a phone number',
          details: { field: 'phones.0', why: 'not_a_number' },
        });
      const known = [...leadStore.leads.values()].find(({ card }) => card?.homeGuard === phone);
      const leadId = made.get(requestId) ?? `made-${phone.slice(1)}`;
      if (known !== undefined && !made.has(requestId))
        throw reasonError('LEAD_DUPLICATE', { details: { leadId: known.card?.leadId ?? '' } });
      made.set(requestId, leadId);
      leadStore.add({
        leadId,
        phone,
        firstName: contact?.firstName ?? '',
        lastName: contact?.lastName ?? '',
      });
      return { leadId, ignoredParameters: [] };
    },
  };
}
