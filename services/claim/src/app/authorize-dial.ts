import { reasonError, toTime } from '@firstring/contracts';
import { PermitKind, type Permit } from '@firstring/contracts/claim/claim_service';
import type { DialFacts } from '@firstring/domain';
import { authorizeDial as step, type AuthorizeAnswer } from '../domain/permit.ts';
import { callerIdsFor, type CampaignNumbers } from '../domain/campaign-caller-ids.ts';
import type { Customer } from '../domain/exclusion.ts';
import { findExclusion, marksOf } from './exclusion-check.ts';
import type { ClaimDeps, GuardRef } from './ports.ts';
import { updateGuard } from './update-guard.ts';

export interface AuthorizeDialCommand extends GuardRef {
  readonly requestId: string;
  readonly token: bigint;
  readonly agentId: string;
  readonly attemptId: string;
  readonly facts: DialFacts;
  readonly customer: Customer;
  readonly dialback: boolean;
  /** When a person pressed dial or lifted the phone. */
  readonly dialAt: number;
  readonly campaignId: string;
  /** What the campaign says of the way out: numbers to show, and trunks; none = all that are open to it. */
  readonly way: CampaignNumbers & { readonly trunkIds: readonly string[] };
  readonly ringLimitSeconds: number;
}

export type AuthorizeDialResult =
  | { type: 'permitted'; permit: Permit }
  | Extract<AuthorizeAnswer, { type: 'refused' }>;

/** Runs the gate and, when it allows, answers with a stored and signed permit for this one attempt. */
export async function authorizeDial(
  deps: ClaimDeps,
  command: AuthorizeDialCommand,
): Promise<AuthorizeDialResult> {
  const marks = marksOf(deps, command.phone, command.customer);
  const exclusion = await findExclusion(deps, command, marks);
  const permitId = deps.random.uuid();
  const answer = await updateGuard(deps, command, (guard) =>
    step(guard, { ...command, permitId, exclusion, marks }, deps.leaseClock.now()),
  );
  switch (answer.type) {
    case 'token-refused':
      throw reasonError(answer.reason);
    case 'refused':
      deps.events.dialRefused({
        leadId: command.leadId,
        agentId: command.agentId,
        reasons: answer.reasons.map(({ reason }) => reason),
      });
      return answer;
    case 'permitted':
      return { type: 'permitted', permit: deps.signer.sign(toPermit(command, answer)) };
  }
}

function toPermit(
  command: AuthorizeDialCommand,
  answer: Extract<AuthorizeAnswer, { type: 'permitted' }>,
): Permit {
  const [callerId = '', ...otherCallerIds] = callerIdsFor(command.way, command.phone);
  return {
    permitId: answer.permitId,
    processId: command.processId,
    campaignId: command.campaignId,
    leadId: command.leadId,
    homeGuard: command.phone,
    phone: command.phone,
    agentId: command.agentId,
    attemptId: command.attemptId,
    fencingToken: command.token,
    issueTime: toTime(answer.issuedAt),
    expireTime: toTime(answer.expiresAt),
    dialTime: toTime(command.dialAt),
    callerId,
    ringLimitSeconds: command.ringLimitSeconds,
    signature: '',
    dialback: command.dialback,
    otherCallerIds,
    trunkIds: [...command.way.trunkIds],
    kind: PermitKind.PERMIT_KIND_UNSPECIFIED,
  };
}
