import { toTime } from '@firstring/contracts';
import { PermitKind, type Permit } from '@firstring/contracts/claim/claim_service';
import { authorizeTest, type AuthorizeTestAnswer } from '../domain/test-call.ts';
import { findExclusion } from './exclusion-check.ts';
import type { ClaimDeps } from './ports.ts';
import { isListed } from './test-numbers.ts';
import { updateGuard } from './update-guard.ts';

export interface AuthorizeTestCommand {
  readonly requestId: string;
  readonly processId: string;
  readonly phone: string;
  readonly trunkId: string;
  readonly callerId: string;
  /** Who asks. */
  readonly actorId: string;
}

export type AuthorizeTestResult =
  | { type: 'permitted'; permit: Permit }
  | Extract<AuthorizeTestAnswer, { type: 'refused' }>;

/** As long as a test rings. */
const RING_LIMIT_S = 20;

/** Runs the gate of test calls and, when it allows, answers with a stored and signed permit for one call over one trunk. */
export async function authorizeTestCall(
  deps: ClaimDeps,
  command: AuthorizeTestCommand,
): Promise<AuthorizeTestResult> {
  const { requestId, processId, trunkId, actorId } = command;
  const listed = await isListed(deps, command, trunkId);
  const exclusion = await findExclusion(deps, command, { marks: [] });
  const attemptId = `test-${requestId}`;
  const permitId = deps.random.uuid();
  const answer = await updateGuard(deps, command, (guard) =>
    authorizeTest(
      guard,
      { requestId, permitId, attemptId, exclusion, isListed: listed },
      deps.leaseClock.now(),
    ),
  );
  if (answer.type === 'refused') {
    const reasons = answer.reasons.map(({ reason }) => reason);
    deps.events.testCallRefused({ processId, trunkId, actorId, reasons });
    return answer;
  }
  deps.events.testCallAllowed({ processId, trunkId, actorId, attemptId });
  return { type: 'permitted', permit: deps.signer.sign(toPermit(command, answer, attemptId)) };
}

function toPermit(
  { processId, phone, trunkId, callerId, actorId }: AuthorizeTestCommand,
  answer: Extract<AuthorizeTestAnswer, { type: 'permitted' }>,
  attemptId: string,
): Permit {
  return {
    permitId: answer.permitId,
    processId,
    campaignId: '',
    leadId: '',
    homeGuard: phone,
    phone,
    agentId: actorId,
    attemptId,
    fencingToken: 0n,
    issueTime: toTime(answer.issuedAt),
    expireTime: toTime(answer.expiresAt),
    dialTime: toTime(answer.issuedAt),
    callerId,
    ringLimitSeconds: RING_LIMIT_S,
    signature: '',
    dialback: false,
    otherCallerIds: [],
    trunkIds: [trunkId],
    kind: PermitKind.PERMIT_KIND_TEST,
    overrideReason: '',
  };
}
