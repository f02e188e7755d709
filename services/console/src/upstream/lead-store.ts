import { reasonError } from '@firstring/contracts';
import { CallLogServiceDefinition } from '@firstring/contracts/leads/call_log_service';
import {
  ConfigurationServiceDefinition,
  ParameterType,
  type CustomParameter,
} from '@firstring/contracts/leads/configuration_service';
import { HandLeadServiceDefinition } from '@firstring/contracts/leads/hand_lead_service';
import { LeadEditServiceDefinition } from '@firstring/contracts/leads/lead_edit_service';
import { LeadServiceDefinition } from '@firstring/contracts/leads/lead_service';
import type { GrpcClients } from '@firstring/service-kit';
import type { Configuration, Leads } from '../app/ports.ts';
import type { CustomParameterView, ParameterTypeName } from '../app/views/settings.ts';
import { toCallRow, toLoggedCall, toCampaignView, toLeadRow, toLeadView } from './lead-views.ts';

/** An answer without the message it stands for: a broken peer. */
export function required<T>(value: T | undefined): T {
  if (value === undefined) throw reasonError('INTERNAL', { message: 'an answer came without its content' });
  return value;
}

/** Signals are optional all the way down; exactOptionalPropertyTypes wants them left out, not undefined. */
export function callOptions(signal: AbortSignal | undefined) {
  return signal === undefined ? {} : { signal };
}

export function createLeads(clients: GrpcClients, address: string): Leads {
  const leads = clients.client(LeadServiceDefinition, address);
  const edits = clients.client(LeadEditServiceDefinition, address);
  const handLeads = clients.client(HandLeadServiceDefinition, address);
  const callLog = clients.client(CallLogServiceDefinition, address);
  return {
    async get(processId, leadId, signal) {
      return toLeadView(required((await leads.getLead({ processId, leadId }, callOptions(signal))).lead));
    },
    async list(processId, filter) {
      const { campaignId, pageSize, pageToken } = filter;
      const answer = await leads.listLeads({ processId, campaignId, page: { pageSize, pageToken } });
      return { leads: answer.leads.map(toLeadRow), nextPageToken: answer.nextPageToken };
    },
    async delete(processId, leadId, requestId) {
      await leads.deleteLead({ requestId, processId, leadId });
    },
    async update(processId, leadId, { version, fencingToken, custom, ...fields }) {
      const request = { processId, leadId, ...fields, custom: { ...custom } };
      const tokens = { version: BigInt(version), fencingToken: BigInt(fencingToken) };
      return toLeadView(required((await edits.updateLead({ ...request, ...tokens })).lead));
    },
    async create(place, { requestId, defaultCountry, phones, ...contact }) {
      const typed = { requestId, defaultCountry, contact: { ...contact, phones: [...phones] } };
      return handLeads.createHandLead({ ...place, ...typed });
    },
    async calls(processId, filter, signal) {
      const { leadId, agentId, attemptId = '', pageSize, pageToken } = filter;
      const ask = { processId, leadId, agentId, attemptId, page: { pageSize, pageToken } };
      const answer = await callLog.listCalls(ask, callOptions(signal));
      return { calls: answer.calls.map(toCallRow), nextPageToken: answer.nextPageToken };
    },
    async call(processId, attemptId) {
      const { calls } = await callLog.listCalls({ processId, attemptId });
      return calls.map(toLoggedCall)[0];
    },
  };
}

export function createConfiguration(clients: GrpcClients, address: string): Configuration {
  const configuration = clients.client(ConfigurationServiceDefinition, address);
  return {
    async processNames() {
      const { processes } = await configuration.listProcesses({});
      return new Map(processes.map((process) => [process.processId, process.name]));
    },
    async campaign(processId, campaignId, signal) {
      const answer = await configuration.getCampaign({ processId, campaignId }, callOptions(signal));
      return toCampaignView(required(answer.campaign));
    },
    async campaigns(processId) {
      return (await configuration.listCampaigns({ processId })).campaigns.map(toCampaignView);
    },
    async campaignsOfAgent(agentId) {
      return (await configuration.listCampaigns({ agentId })).campaigns.map(toCampaignView);
    },
    async customParameters(processId, signal) {
      const answer = await configuration.listCustomParameters({ processId }, callOptions(signal));
      return answer.parameters.map(toParameterView);
    },
    async putCustomParameter(processId, { name, label, type, choices }, requestId) {
      const wireType = type === undefined ? ParameterType.PARAMETER_TYPE_UNSPECIFIED : PARAMETER_TYPES[type];
      const parameter = { processId, name, label, type: wireType, choices: [...choices] };
      const answer = await configuration.putCustomParameter({ requestId, parameter });
      return toParameterView(required(answer.parameter));
    },
    async deleteCustomParameter(processId, name, requestId) {
      await configuration.deleteCustomParameter({ requestId, processId, name });
    },
  };
}

const PARAMETER_TYPES: Readonly<Record<ParameterTypeName, ParameterType>> = {
  text: ParameterType.PARAMETER_TYPE_TEXT,
  number: ParameterType.PARAMETER_TYPE_NUMBER,
  date: ParameterType.PARAMETER_TYPE_DATE,
  boolean: ParameterType.PARAMETER_TYPE_BOOLEAN,
  choice: ParameterType.PARAMETER_TYPE_CHOICE,
};

function toParameterView({ name, label, type, choices }: CustomParameter): CustomParameterView {
  // Keys of the table above.
  const types = Object.keys(PARAMETER_TYPES) as ParameterTypeName[];
  const known = types.find((each) => PARAMETER_TYPES[each] === type) ?? 'text';
  return { name, label: label === '' ? name : label, type: known, choices };
}
