import { toTime } from '@firstring/contracts';
import type {
  DistributionRule as WireRule,
  Prospect,
  ProspectServiceDefinition,
} from '@firstring/contracts/leads/prospect_service';
import { type ServiceImplementation } from '@firstring/service-kit';
import { decodeFilterClause, encodeFilterClause } from '@firstring/service-kit/filter-wire';
import type { Stored } from '@firstring/store';
import type { LeadStoreDeps } from '../../app/ports.ts';
import { putRules, readRules, type RulesView } from '../../app/prospects/distribution-rules.ts';
import { listProspects, reviewProspects } from '../../app/prospects/review-prospects.ts';
import type { DistributionRule, ProspectDoc } from '../../store/prospects.ts';
import { id, invalid, name, optionalId, page, requestId } from './decode.ts';

const REVIEWED_MAX = 1000;
const RULES_MAX = 200;

/** The method table of ProspectService: decode, use case, encode. */
export function prospectServer(deps: LeadStoreDeps): ServiceImplementation<typeof ProspectServiceDefinition> {
  return {
    async listProspects(request) {
      const query = { processId: id(request.processId, 'process_id'), ...page(request.page) };
      const { items, nextPageToken, waiting } = await listProspects(deps, query);
      return {
        prospects: items.map(encodeProspect),
        nextPageToken: nextPageToken ?? '',
        waiting: BigInt(waiting),
      };
    },
    async reviewProspects(request) {
      requestId(request.requestId);
      if (request.prospectIds.length > REVIEWED_MAX)
        throw invalid('prospect_ids', `has at most ${REVIEWED_MAX} entries`);
      return reviewProspects(deps, {
        processId: id(request.processId, 'process_id'),
        prospectIds: [...new Set(request.prospectIds.map((each) => id(each, 'prospect_ids')))],
        listId: optionalId(request.listId, 'list_id'),
      });
    },
    async getDistributionRules(request) {
      return encodeRules(await readRules(deps, id(request.processId, 'process_id')));
    },
    async putDistributionRules(request) {
      if (request.rules.length > RULES_MAX) throw invalid('rules', `has at most ${RULES_MAX} entries`);
      const stored = await putRules(deps, {
        requestId: requestId(request.requestId),
        processId: id(request.processId, 'process_id'),
        rules: request.rules.map(decodeRule),
        version: Number(request.version),
      });
      return encodeRules(stored);
    },
  };
}

function decodeRule(wire: WireRule): DistributionRule {
  return {
    name: name(wire.name, 'rules.name'),
    root: decodeFilterClause(wire.root),
    listId: id(wire.listId, 'rules.list_id'),
    enabled: wire.enabled,
  };
}

function encodeRules({ rules, version }: RulesView): { rules: WireRule[]; version: bigint } {
  return {
    rules: rules.map((rule) => ({ ...rule, root: encodeFilterClause(rule.root) })),
    version: BigInt(version),
  };
}

function encodeProspect({ id: prospectId, doc }: Stored<ProspectDoc>): Prospect {
  const { contact, createdAt, note } = doc;
  return {
    prospectId,
    note,
    createTime: toTime(createdAt),
    contact: {
      phones: [contact.callerId, ...contact.otherPhones],
      phoneRaw: contact.callerIdRaw,
      firstName: contact.firstName ?? '',
      lastName: contact.lastName ?? '',
      email: contact.email ?? '',
      timeZone: contact.timeZone ?? '',
      ownershipCode: contact.ownershipCode ?? '',
      custom: { ...contact.custom },
    },
  };
}
