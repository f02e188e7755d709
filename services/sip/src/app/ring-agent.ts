import { reasonError } from '@firstring/contracts';
import { failpoint } from '@firstring/kernel';
import type { CallSubject } from '../domain/call-state.ts';
import { agentPhone } from './agent-contacts.ts';
import type { CallServiceDeps } from './call-service-deps.ts';
import { knownAttempt } from './known-attempt.ts';

export interface RingAgent {
  readonly subject: CallSubject;
  /** 0: this instance's default. */
  readonly agentRingMs: number;
}

/** Rings the agent's own phone for a preview, on the lock's token; the lead is not dialled before a permit comes. */
export async function ringAgent(deps: CallServiceDeps, command: RingAgent): Promise<void> {
  await failpoint('sip.p1.before');
  const { subject } = command;
  await deps.locks.run(subject.agentId, async () => {
    const live = deps.calls.get(subject.attemptId);
    if (live !== undefined) {
      if (live.state.subject.agentId !== subject.agentId) throw reasonError('REQUEST_ID_REUSED');
      return live.accepted;
    }
    if ((await knownAttempt(deps, subject.attemptId)) !== undefined) return;
    // A phone that is up needs no ring: lifting it would mean to dial.
    if (deps.lines.phaseOf(subject.agentId) === 'up') return;
    const phone = await agentPhone(deps, subject.agentId);
    await deps.calls.start({
      subject,
      phone,
      agentRingMs: command.agentRingMs || deps.settings.agentRingMs,
    });
  });
  await failpoint('sip.p1.after');
}
