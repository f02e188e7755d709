import { toTime } from '@firstring/contracts';
import type {
  CheckPolicyResponse,
  PolicyServiceDefinition,
  PolicyVersion,
} from '@firstring/contracts/leads/policy_service';
import { POLICY_LIMITS } from '@firstring/policy';
import type { ServiceImplementation } from '@firstring/service-kit';
import { toCampaign } from '../../app/campaigns.ts';
import { activatePolicy } from '../../app/policy/activate-policy.ts';
import { checkPolicy, type CheckedPolicy, type PolicyDeps } from '../../app/policy/check-policy.ts';
import { listPolicyVersions, readPolicy, readPolicyVersion } from '../../app/policy/read-policy.ts';
import type { PolicyVersionDoc } from '../../store/configuration.ts';
import { id, invalid, optionalId, requestId, text, version } from './decode.ts';

const REASON_CHARS_MAX = 500;

/** The method table of PolicyService: decode, use case, encode. */
export function policyServer(deps: PolicyDeps): ServiceImplementation<typeof PolicyServiceDefinition> {
  return {
    async getPolicy(request) {
      const policy = await readPolicy(deps, refOf(request));
      return { text: policy.text, campaignVersion: BigInt(policy.version) };
    },
    async checkPolicy(request) {
      const { countMoves } = request;
      return encodeCheck(
        await checkPolicy(deps, { ...refOf(request), text: policyText(request.text), countMoves }),
      );
    },
    async activatePolicy(request) {
      const stored = await activatePolicy(deps, {
        ...refOf(request),
        requestId: requestId(request.requestId),
        text: policyText(request.text),
        version: existing(request.campaignVersion),
        userId: optionalId(request.userId, 'user_id') ?? '',
        reason: text(request.reason.trim(), 'reason', REASON_CHARS_MAX),
      });
      return { campaign: toCampaign(stored) };
    },
    async listPolicyVersions(request) {
      return { versions: (await listPolicyVersions(deps, refOf(request))).map(encodeVersion) };
    },
    async getPolicyVersion(request) {
      const wanted = existing(request.campaignVersion);
      const found = await readPolicyVersion(deps, refOf(request), wanted);
      return { version: encodeVersion(found.version), text: found.text };
    },
  };
}

function refOf(request: { readonly processId: string; readonly campaignId: string }) {
  return {
    processId: id(request.processId, 'process_id'),
    campaignId: id(request.campaignId, 'campaign_id'),
  };
}

/** What else is wrong with it is told with a line. */
function policyText(given: string): string {
  if (given.length <= POLICY_LIMITS.charsMax) return given;
  throw invalid('text', `has at most ${POLICY_LIMITS.charsMax} characters`);
}

function existing(wire: bigint): number {
  const number = version(wire, 'campaign_version');
  if (number === 0) throw invalid('campaign_version', 'is required');
  return number;
}

function encodeCheck({ version: of, errors, warnings, changes, moves }: CheckedPolicy): CheckPolicyResponse {
  const isCounted = typeof moves === 'object';
  return {
    campaignVersion: BigInt(of),
    errors: [...errors],
    warnings: [...warnings],
    changes: [...changes],
    moves: isCounted ? moves.moves.map((move) => ({ ...move, leads: BigInt(move.leads) })) : [],
    movesAsOf: isCounted ? toTime(moves.asOfAt) : undefined,
    movesStarting: moves === 'starting',
  };
}

function encodeVersion({ version: of, changedAt, userId, reason, byForm }: PolicyVersionDoc): PolicyVersion {
  return { campaignVersion: BigInt(of), changeTime: toTime(changedAt), userId, reason, byForm };
}
