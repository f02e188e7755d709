import { fromTime } from '@firstring/contracts';
import {
  PolicyServiceDefinition,
  type CheckPolicyResponse,
  type PolicyProblem,
} from '@firstring/contracts/leads/policy_service';
import type { GrpcClients } from '@firstring/service-kit';
import type { Policies } from '../app/policy-port.ts';
import type { CheckedPolicyView, PolicyProblemView } from '../app/views/policies.ts';

export function createPolicies(clients: GrpcClients, address: string): Policies {
  const policies = clients.client(PolicyServiceDefinition, address);
  return {
    async get(ref) {
      const { text, campaignVersion } = await policies.getPolicy(ref);
      return { text, version: Number(campaignVersion) };
    },
    async check(ref, text, countMoves) {
      return toCheckedView(await policies.checkPolicy({ ...ref, text, countMoves }));
    },
    async activate(requestId, { version, ...policy }) {
      const request = { requestId, ...policy, campaignVersion: BigInt(version) };
      const { campaign } = await policies.activatePolicy(request);
      return Number(campaign?.version ?? 0n);
    },
    async versions(ref) {
      const { versions } = await policies.listPolicyVersions(ref);
      return versions.map(({ campaignVersion, changeTime, ...version }) => ({
        ...version,
        version: Number(campaignVersion),
        changedAt: fromTime(changeTime),
      }));
    },
    async version(ref, version) {
      const { text } = await policies.getPolicyVersion({ ...ref, campaignVersion: BigInt(version) });
      return { text, version };
    },
  };
}

function toCheckedView(checked: CheckPolicyResponse): CheckedPolicyView {
  const asOfAt = fromTime(checked.movesAsOf);
  const moves = checked.moves.map((move) => ({ ...move, leads: Number(move.leads) }));
  return {
    version: Number(checked.campaignVersion),
    errors: checked.errors.map(toProblemView),
    warnings: checked.warnings.map(toProblemView),
    changes: checked.changes,
    movesStarting: checked.movesStarting,
    ...(asOfAt === undefined ? {} : { moves: { asOfAt, moves } }),
  };
}

function toProblemView({ line, column, message }: PolicyProblem): PolicyProblemView {
  return { line, column, message };
}
