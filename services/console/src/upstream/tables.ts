import { fromTime } from '@firstring/contracts';
import {
  ProspectServiceDefinition,
  type DistributionRule,
  type Prospect,
} from '@firstring/contracts/leads/prospect_service';
import { TableServiceDefinition, type TableDefinition } from '@firstring/contracts/leads/table_service';
import type { GrpcClients } from '@firstring/service-kit';
import { decodeFilterClause, encodeFilterClause } from '@firstring/service-kit/filter-wire';
import type { StoredRules, Tables } from '../app/table-ports.ts';
import type { ProspectView, TableView } from '../app/views/tables.ts';
import { required } from './lead-store.ts';

export function createTables(clients: GrpcClients, address: string): Tables {
  const tables = clients.client(TableServiceDefinition, address);
  const prospects = clients.client(ProspectServiceDefinition, address);
  return {
    async definition(processId) {
      return toTableView(required((await tables.getTableDefinition({ processId })).table));
    },
    async define(processId, { version, ...change }) {
      const answer = await tables.putTableDefinition({ processId, ...change, version: BigInt(version) });
      return toTableView(required(answer.table));
    },
    async prospects(processId, page) {
      const answer = await prospects.listProspects({ processId, page });
      const { nextPageToken, waiting } = answer;
      return { prospects: answer.prospects.map(toProspectView), nextPageToken, waiting: Number(waiting) };
    },
    async review(processId, { prospectIds, ...decision }) {
      return prospects.reviewProspects({ processId, ...decision, prospectIds: [...prospectIds] });
    },
    async rules(processId) {
      return toRules(await prospects.getDistributionRules({ processId }));
    },
    async putRules(processId, { requestId, rules, version }) {
      const sent = rules.map((rule) => ({ ...rule, root: encodeFilterClause(rule.root) }));
      const request = { requestId, processId, rules: sent, version: BigInt(version) };
      return toRules(await prospects.putDistributionRules(request));
    },
  };
}

function toTableView({ fields, primaryField, version, inUse }: TableDefinition): TableView {
  return { fields, primaryField, version: Number(version), inUse };
}

function toProspectView({ prospectId, contact, createTime, note }: Prospect): ProspectView {
  return {
    prospectId,
    phones: contact?.phones ?? [],
    firstName: contact?.firstName ?? '',
    lastName: contact?.lastName ?? '',
    email: contact?.email ?? '',
    custom: contact?.custom ?? {},
    createdAt: fromTime(createTime),
    note,
  };
}

function toRules({ rules, version }: { rules: readonly DistributionRule[]; version: bigint }): StoredRules {
  return {
    rules: rules.map(({ name, root, listId, enabled }) => ({
      name,
      root: decodeFilterClause(root),
      listId,
      enabled,
    })),
    version: Number(version),
  };
}
