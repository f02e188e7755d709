import { reasonError } from '@firstring/contracts';
import { parsePhone } from '@firstring/domain/phone';
import { failpoint } from '@firstring/kernel';
import type { CallState } from '../domain/call-state.ts';
import type { Permit } from '../domain/permit.ts';
import { agentPhone } from './agent-contacts.ts';
import type { CallServiceDeps } from './call-service-deps.ts';
import { knownAttempt } from './known-attempt.ts';
import type { LiveCall } from './live-call.ts';

/**
 * Dials the lead of a permit, ringing the agent first where that has not happened. Idempotent by attempt: a double click is one
 * call. Resolves when the attempt and its permit are durable. Throws AGENT_NOT_REGISTERED, AGENT_BUSY, CALLER_ID_NOT_VERIFIED,
 * PERMIT_INVALID, STALE_TOKEN, CALL_NOT_FOUND, SIP_UNAVAILABLE or the store's reasons; nothing has been sent then.
 */
export async function placeCall(deps: CallServiceDeps, permit: Permit): Promise<void> {
  await failpoint('sip.p1.before');
  // The gate knows better, but no number leaves that is not one (premium, emergency, short codes).
  if (!parsePhone(permit.phone).ok) throw reasonError('PERMIT_INVALID', { details: { field: 'phone' } });
  await deps.locks.run(permit.agentId, async () => {
    const live = deps.calls.get(permit.attemptId);
    await (live === undefined ? startWith(deps, permit) : continueWith(deps, live, permit));
  });
  await failpoint('sip.p1.after');
}

async function startWith(deps: CallServiceDeps, permit: Permit): Promise<void> {
  // First of all: what has been is answered as it was, whatever has become of the phone since.
  const known = await knownAttempt(deps, permit.attemptId);
  if (known !== undefined) {
    mustHavePlaced(known, permit);
    return;
  }
  const [phone] = await Promise.all([agentPhone(deps, permit.agentId), mustHaveTrunk(deps, permit)]);
  const { attemptId, processId, campaignId, leadId, agentId, fencingToken } = permit;
  const subject = { attemptId, processId, campaignId, leadId, agentId, phone: permit.phone, fencingToken };
  await deps.calls.start({ subject, permit, phone, agentRingMs: deps.settings.agentRingMs });
}

/** The agent's phone is ringing or up on preview: the permit joins it. */
async function continueWith(deps: CallServiceDeps, live: LiveCall, permit: Permit): Promise<void> {
  const { subject, permit: placed } = live.state;
  if (subject.agentId !== permit.agentId || subject.leadId !== permit.leadId) {
    throw reasonError('PERMIT_INVALID', { details: { field: 'agent_id' } });
  }
  if (subject.fencingToken !== permit.fencingToken) throw reasonError('STALE_TOKEN');
  if (placed !== undefined && placed.permitId !== permit.permitId) throw reasonError('REQUEST_ID_REUSED');
  if (placed === undefined) await mustHaveTrunk(deps, permit);
  live.dispatch({ type: 'place', permit });
  mustHavePlaced(live.state, permit);
  await live.writer.flush();
}

/** An attempt that has ended takes no permit any more: nothing will be dialled with it, so whoever has it must hear that. */
function mustHavePlaced(state: CallState, permit: Permit): void {
  if (state.permit?.permitId === permit.permitId) return;
  throw reasonError('CALL_NOT_FOUND', { message: 'this attempt is over; dial again' });
}

async function mustHaveTrunk(deps: CallServiceDeps, permit: Permit): Promise<void> {
  if (!(await deps.trunkPool.canCarry(permit))) throw reasonError('CALLER_ID_NOT_VERIFIED');
}
