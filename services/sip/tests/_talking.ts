import { systemClock as clock } from '@firstring/kernel/system';
import { eventually, type AudioDialog, type TestCarrier, type TestPhone } from '@firstring/testkit';
import { permitFor } from './_fake-claim.ts';
import type { Harness } from './_harness.ts';

export const LEAD = '+12025550123';
/** What the ends of a call say. */
export const [AGENT_HZ, LEAD_HZ, COLLEAGUE_HZ] = [440, 1000, 700];

export interface Talk {
  readonly agent: TestPhone;
  readonly lead: AudioDialog | undefined;
  readonly ref: { readonly requestId: string; readonly attemptId: string; readonly agentId: string };
}

/** A carrier whose leads answer at once. */
export function quickCarrier(harness: Harness): Promise<TestCarrier> {
  return harness.carrier({ policy: () => ({ ringAfterMs: 5, outcome: { type: 'answer', afterMs: 5 } }) });
}

/** A new agent and the lead, who hear each other. */
export async function talkOf(harness: Harness, carrier: TestCarrier, user: string): Promise<Talk> {
  const agent = await harness.phone({ user, answerAfterMs: 5 });
  const permit = permitFor(user, LEAD);
  await harness.calls.placeCall({ requestId: user, permit });
  await harness.log.reached(permit.attemptId, 'bridged');
  const lead = carrier.callTo(LEAD);
  const talk = (): boolean => near(lead?.heardHz(), AGENT_HZ) && near(agent.heardHz(), LEAD_HZ);
  await eventually(clock, 'they talk', talk);
  return { agent, lead, ref: { requestId: user, attemptId: permit.attemptId, agentId: user } };
}

export function near(heardHz: number | undefined, wantedHz: number): boolean {
  return heardHz !== undefined && Math.abs(heardHz - wantedHz) < 20;
}

/** Sound, and nobody's voice. */
export function isMusic(heardHz: number | undefined): boolean {
  return heardHz !== undefined && ![AGENT_HZ, LEAD_HZ, COLLEAGUE_HZ].some((voice) => near(heardHz, voice));
}
