import type { AgentDoc, Invariants } from './_invariants.ts';
import type { SimWorld } from './_world.ts';

/** A lease of an offer that has not reached its agent yet, and the sweep after it. */
const SHORT_LEASE_MS = 4000;
/** After its call is over a permit is settled in so long. */
const SETTLED_MS = 10_000;
/** I12. */
const OFFERED_MS = 5000;
const CALLING = new Set(['dialing', 'on_call']);

/** I12 and I18: after the last fault, and some time, nothing is stuck and nobody was left out. */
export function checkAtRest(
  world: SimWorld,
  invariants: Invariants,
  probes: readonly { readonly name: string; readonly sentMs: number }[],
): void {
  for (const name of world.office.attempted)
    if (!world.office.acknowledged.has(name)) invariants.broken('I12', `${name} was never acknowledged`);
  checkGuards(world, invariants);
  checkAgents(world, invariants);
  for (const probe of probes) checkProbe(world, invariants, probe);
  checkEverybodyHadATurn(world, invariants);
}

function checkGuards(world: SimWorld, invariants: Invariants): void {
  const { guards } = invariants;
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
      invariants.broken(
        'I12',
        `${phone} is locked for ${lock.agentId}, who does not work on it (token ${token})`,
      );
    if (permit === undefined || permit.state === 'issued') continue;
    const call = world.ledger.calls.find(({ attemptId }) => attemptId === permit.attemptId);
    if (
      call === undefined ||
      (call.endedMs !== undefined && world.timeline.nowMs - call.endedMs > SETTLED_MS)
    )
      invariants.broken('I12', `the permit of ${permit.attemptId} is ${permit.state}, its call is over`);
  }
}

function checkAgents(world: SimWorld, invariants: Invariants): void {
  const attempts = world.stored<{ phase: string }>('sip', 'attempts');
  for (const [agentId, { state }] of world.stored<AgentDoc>('scheduler', 'agents')) {
    if (!CALLING.has(state.presence) || state.work === undefined) continue;
    if (attempts.get(state.work.attemptId)?.phase === 'ended')
      invariants.broken('I12', `${agentId} is ${state.presence} in ${state.work.attemptId}, which has ended`);
  }
}

function checkProbe(
  world: SimWorld,
  invariants: Invariants,
  { name, sentMs }: { name: string; sentMs: number },
): void {
  const leadId = world.office.acknowledged.get(name);
  const [shownMs] = leadId === undefined ? [] : (invariants.presented.get(leadId) ?? []);
  if (shownMs === undefined) invariants.broken('I12', `${name} was not shown to an agent who is free`);
  else if (shownMs - sentMs > OFFERED_MS)
    invariants.broken('I12', `${name} was shown after ${shownMs - sentMs} ms to an agent who was free`);
}

/** I18: everybody who may be called was shown at least once. */
function checkEverybodyHadATurn(world: SimWorld, invariants: Invariants): void {
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
    invariants.broken('I18', `${leadId} (${lead.callerId}) was never shown to anybody`);
  }
}
