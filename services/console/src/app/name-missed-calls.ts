import type { IncomingNumbers } from './incoming-ports.ts';
import { LeadNames } from './lead-names.ts';
import type { MissedCall } from './missed-call-ports.ts';
import { NameTable } from './name-table.ts';
import type { Configuration, Leads } from './ports.ts';
import type { Users } from './users.ts';
import type { MissedCallView } from './views/missed-calls.ts';

const NUMBERS_A_PAGE = 1000;

export interface CallNamesDeps {
  leads: Pick<Leads, 'get'>;
  users: Pick<Users, 'agentName'>;
  configuration: Pick<Configuration, 'campaigns'>;
  incomingNumbers: Pick<IncomingNumbers, 'list'>;
}

/** What people, campaigns and numbers around a call are called, for one page of one process. */
export class CallNames {
  readonly #deps: CallNamesDeps;
  readonly leads: LeadNames;
  readonly campaigns: NameTable;
  readonly numbers: NameTable;

  constructor(deps: CallNamesDeps, processId: string) {
    this.#deps = deps;
    this.leads = new LeadNames(deps.leads, processId);
    this.campaigns = new NameTable(async () => {
      const campaigns = await deps.configuration.campaigns(processId);
      return new Map(campaigns.map(({ campaignId, name }) => [campaignId, name]));
    });
    this.numbers = new NameTable(async () => {
      const page = { pageSize: NUMBERS_A_PAGE, pageToken: '' };
      const { incomingNumbers } = await deps.incomingNumbers.list(processId, page);
      return new Map(incomingNumbers.map(({ incomingNumberId, name }) => [incomingNumberId, name]));
    });
  }

  async agent(agentId: string): Promise<string> {
    return agentId === '' ? '' : this.#deps.users.agentName(agentId);
  }
}

/** A missed call with its names; the lead's only for people who may read leads. */
export async function nameMissedCall(
  names: CallNames,
  { handledById, ...call }: MissedCall,
  mayReadLeads: boolean,
): Promise<MissedCallView> {
  return {
    ...call,
    campaignName: await names.campaigns.of(call.campaignId),
    numberName: await names.numbers.of(call.incomingNumberId),
    leadName: mayReadLeads ? await names.leads.of(call.leadId) : '',
    agentName: await names.agent(call.agentId),
    ownerName: await names.agent(call.ownerId),
    handledByName: await names.agent(handledById),
  };
}
