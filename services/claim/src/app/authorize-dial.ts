import { reasonError, toTime } from '@firstring/contracts';
import { PermitKind, type Permit } from '@firstring/contracts/claim/claim_service';
import type { DialFacts } from '@firstring/domain';
import { failpoint } from '@firstring/kernel';
import {
  authorizeDial as step,
  settlePermit,
  type AuthorizeAnswer,
  type AuthorizeDial,
} from '../domain/permit.ts';
import { callerIdsFor, type CampaignNumbers } from '../domain/campaign-caller-ids.ts';
import type { Customer } from '../domain/exclusion.ts';
import { findExclusion, marksOf } from './exclusion-check.ts';
import type { ClaimDeps, GuardRef } from './ports.ts';
import { updateGuard } from './update-guard.ts';

/** `phone`, of the guard, is the lead's home guard. */
export interface AuthorizeDialCommand extends GuardRef {
  readonly requestId: string;
  readonly token: bigint;
  readonly agentId: string;
  readonly attemptId: string;
  readonly facts: DialFacts;
  /** The number to dial, E.164: the home guard's, or another one of the lead. */
  readonly dialled: string;
  /** Whose number it is; several where it is dialled without its leads. */
  readonly customers: readonly Customer[];
  readonly dialback: boolean;
  readonly byHand: boolean;
  /** R-140; empty: the do-not-call list holds. */
  readonly overrideReason: string;
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
  const { processId, dialled, overrideReason } = command;
  const marks = command.customers.flatMap((customer) => marksOf(deps, dialled, customer));
  const target = { processId, phone: dialled };
  const exclusion = await findExclusion(deps, target, { marks, override: overrideReason });
  const override = overrideReason === '' ? {} : { override: overrideReason };
  const ask = { ...command, permitId: deps.random.uuid(), exclusion, marks, ...override };
  const answer = await (dialled === command.phone
    ? updateGuard(deps, command, (guard) => step(guard, ask, deps.leaseClock.now()))
    : authorizeOnBoth(deps, ask));
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

/**
 * Another number of the lead (ADR 17): home guard first, then the number's own, each by its own compare-and-set. A refusal of the second
 * gives the first back; a crash in between leaves a permit that nobody was told of, which runs out by itself.
 */
async function authorizeOnBoth(
  deps: ClaimDeps,
  ask: AuthorizeDial & Pick<AuthorizeDialCommand, 'processId' | 'phone' | 'dialled'>,
): Promise<AuthorizeAnswer> {
  const { processId, phone, dialled } = ask;
  const now = (): number => deps.leaseClock.now();
  const home = await updateGuard(deps, { processId, phone }, (guard) =>
    step(guard, { ...ask, pair: { part: 'lead', phone: dialled } }, now()),
  );
  if (home.type !== 'permitted') return home;
  await failpoint('claim.d1.before');
  const { permitId } = home;
  const number = await updateGuard(deps, { processId, phone: dialled }, (guard) =>
    step(guard, { ...ask, permitId, pair: { part: 'number', phone } }, now()),
  );
  await failpoint('claim.d1.after');
  if (number.type === 'permitted') return home;
  await updateGuard(deps, { processId, phone }, (guard) =>
    settlePermit(guard, { permitId, outcome: 'not-rung' }),
  );
  return number;
}

function toPermit(
  command: AuthorizeDialCommand,
  answer: Extract<AuthorizeAnswer, { type: 'permitted' }>,
): Permit {
  const [callerId = '', ...otherCallerIds] = callerIdsFor(command.way, command.dialled);
  return {
    permitId: answer.permitId,
    processId: command.processId,
    campaignId: command.campaignId,
    leadId: command.leadId,
    homeGuard: command.phone,
    phone: command.dialled,
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
    kind: command.leadId === '' ? PermitKind.PERMIT_KIND_NUMBER : PermitKind.PERMIT_KIND_UNSPECIFIED,
    overrideReason: command.overrideReason,
  };
}
