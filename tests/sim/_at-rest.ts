import type { AgentDoc } from './_invariants.ts';
import type { SimWorld } from './_world.ts';

/** A lease of an offer that has not reached its agent yet, and the sweep after it. */
const SHORT_LEASE_MS = 4000;
/** After its call is over a permit is settled in so long. */
const SETTLED_MS = 10_000;
const CALLING = new Set(['dialing', 'on_call']);

type Say = (id: string, text: string) => void;

/** I12 and I18: what is stuck, and who was left out. After the last fault, and some time, that is nothing and nobody. */
export function findUnrest(world: SimWorld): readonly (readonly [id: string, text: string])[] {
  const unrest: [string, string][] = [];
  const say: Say = (id, text) => void unrest.push([id, text]);
  for (const name of world.office.attempted)
    if (!world.office.acknowledged.has(name)) say('I12', `${name} was never acknowledged`);
  checkGuards(world, say);
  checkAgents(world, say);
  checkEverybodyHadATurn(world, say);
  return unrest;
}

function checkGuards(world: SimWorld, say: Say): void {
  const { guards } = world.invariants;
  const working = new Set(
    [...world.stored<AgentDoc>('scheduler', 'agents').values()].map(
      ({ state: { work } }) => `${work?.homeGuard} ${work?.token}`,
    ),
  );
  for (const { phone, token, lock, permit } of guards.all.values()) {
    if (
      lock !== undefined &&
      lock.expiresAt - guards.leaseNowAt > SHORT_LEASE_MS &&
      !working.has(`${phone} ${token}`)
    )
      say('I12', `${phone} is locked for ${lock.agentId}, who does not work on it (token ${token})`);
    if (permit === undefined || permit.state === 'issued') continue;
    const call = world.ledger.calls.find(({ attemptId }) => attemptId === permit.attemptId);
    if (
      call === undefined ||
      (call.endedMs !== undefined && world.timeline.nowMs - call.endedMs > SETTLED_MS)
    )
      say('I12', `the permit of ${permit.attemptId} is ${permit.state}, its call is over`);
  }
}

function checkAgents(world: SimWorld, say: Say): void {
  const attempts = world.stored<{ phase: string }>('sip', 'attempts');
  for (const [agentId, { state }] of world.stored<AgentDoc>('scheduler', 'agents')) {
    if (!CALLING.has(state.presence) || state.work === undefined) continue;
    if (attempts.get(state.work.attemptId)?.phase === 'ended')
      say('I12', `${agentId} is ${state.presence} in ${state.work.attemptId}, which has ended`);
  }
}

/** I18: everybody who may be called was shown at least once. */
function checkEverybodyHadATurn(world: SimWorld, say: Say): void {
  const { invariants } = world;
  const held = new Set(
    [...invariants.guards.all.values()].filter(({ lock }) => lock !== undefined).map(({ phone }) => phone),
  );
  const calls = Map.groupBy(world.ledger.calls, ({ phone }) => phone);
  const dnc = world.stored<{ phone?: string }>('claim', 'exclusions');
  const excluded = new Set([...dnc.values()].map(({ phone }) => phone));
  for (const [leadId, lead] of invariants.leads) {
    if (invariants.presented.has(leadId) || held.has(lead.callerId) || excluded.has(lead.callerId)) continue;
    // The other lead with this number has used up what the number may be called.
    if (calls.has(lead.callerId)) continue;
    say('I18', `${leadId} (${lead.callerId}) was never shown to anybody`);
  }
}
