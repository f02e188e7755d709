import type { CallRecord } from '@firstring/contracts/common/call_record';
import { CallLogServiceDefinition } from '@firstring/contracts/leads/call_log_service';
import { ConfigurationServiceDefinition } from '@firstring/contracts/leads/configuration_service';
import type { LeadCard } from '@firstring/contracts/leads/lead';
import { LeadServiceDefinition } from '@firstring/contracts/leads/lead_service';
import type { GrpcClients } from '@firstring/service-kit';
import type { ReportPast } from '../app/reports/fill-reports.ts';

const CALLS_PAGE = 100;

/** What lead-store keeps for longer than the log does. */
export function createReportPast(clients: GrpcClients, address: string): ReportPast {
  const leads = clients.client(LeadServiceDefinition, address);
  const log = clients.client(CallLogServiceDefinition, address);
  const configuration = clients.client(ConfigurationServiceDefinition, address);
  return {
    async processIds() {
      const { processes } = await configuration.listProcesses({});
      return processes.map(({ processId }) => processId);
    },
    async *cards(processId): AsyncGenerator<readonly LeadCard[]> {
      for await (const { cards } of leads.streamCards({ processId })) yield cards;
    },
    async *calls(processId): AsyncGenerator<readonly CallRecord[]> {
      let pageToken = '';
      do {
        const page = await log.listCalls({ processId, page: { pageSize: CALLS_PAGE, pageToken } });
        yield page.calls.flatMap(({ record }) => (record === undefined ? [] : [record]));
        pageToken = page.nextPageToken;
      } while (pageToken !== '');
    },
  };
}
