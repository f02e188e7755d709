import { reasonError } from '@firstring/contracts';
import { parsePhone } from '@firstring/domain/phone';
import { failpoint } from '@firstring/kernel';
import type { LeadFirstPlan } from '../domain/lead-first.ts';
import type { Permit } from '../domain/permit.ts';
import type { Callers } from './callers.ts';
import type { CallServiceDeps } from './call-service-deps.ts';
import { knownAttempt } from './known-attempt.ts';
import type { CallerMedia } from './ports.ts';
import { playedSound } from './waiting-sounds.ts';

export interface DialLeadDeps extends CallServiceDeps {
  readonly callers: Pick<Callers, 'awaitAgent'>;
  readonly openCallerMedia: (attemptId: string) => CallerMedia;
  /** Where recordings and messages lie; empty: the built-in music stands in. */
  readonly soundsFolder: string;
}

/**
 * Dials the lead of a permit before an agent is on the line (ADR 23). Idempotent by attempt. Resolves when it is durable. Throws
 * CALLER_ID_NOT_VERIFIED, PERMIT_INVALID, SIP_UNAVAILABLE or the store's reasons; nothing has been sent then.
 */
export async function dialLead(deps: DialLeadDeps, permit: Permit, plan: LeadFirstPlan): Promise<void> {
  await failpoint('sip.p1.before');
  if (!parsePhone(permit.phone).ok) throw reasonError('PERMIT_INVALID', { details: { field: 'phone' } });
  const { attemptId, processId, campaignId, leadId, phone, fencingToken } = permit;
  await deps.locks.run(attemptId, async () => {
    if (deps.calls.get(attemptId) !== undefined || (await knownAttempt(deps, attemptId)) !== undefined)
      return;
    if (!(await deps.trunkPool.canCarry(permit))) throw reasonError('CALLER_ID_NOT_VERIFIED');
    const media = deps.openCallerMedia(attemptId);
    const subject = { attemptId, processId, campaignId, leadId, agentId: '', phone, fencingToken };
    await deps.calls.startLeadFirst(
      { subject, permit, leadFirst: plan },
      {
        media,
        agentOf: (call) => deps.callers.awaitAgent(call, { plan, media }),
        announce: (sound, connect) => announce(deps, { media, connect }, sound),
      },
    );
  });
  await failpoint('sip.p1.after');
}

/** A lead to whom nothing can be played is not kept on the line. */
async function announce(
  { log, soundsFolder }: DialLeadDeps,
  { media, connect }: { readonly media: CallerMedia; readonly connect: () => Promise<void> },
  name: string,
): Promise<number | undefined> {
  const sound = playedSound({ type: 'announcement', name }, soundsFolder);
  try {
    await connect();
    return sound === undefined ? 0 : await media.play('lead', sound);
  } catch (error) {
    log.warn({ err: error, sound: name }, 'a lead cannot be played to');
    return 0;
  }
}
