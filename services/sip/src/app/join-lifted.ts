import type { LineUser } from './agent-line.ts';
import type { CallHandle } from './call-handle.ts';

/** The phone of an agent who has lifted before the call began joins it: the call hears that, and from then on what the phone tells. */
export function joinLifted(call: CallHandle, phone: { begin(user: LineUser): void }): void {
  // First of all: an end that has come meanwhile is told by `begin`, and is the end of an agent who was there.
  call.hear('p4', { type: 'agentAnswered' });
  phone.begin({
    ended: ({ lost }) => call.hear('p9', { type: 'agentEnded', lost }),
    wished: (wish) => call.hear(undefined, { type: 'agentMedia', wish }),
    keyPressed: (key) => call.passKey('agent', key),
    referred: (referral) => call.referred(referral),
  });
}
