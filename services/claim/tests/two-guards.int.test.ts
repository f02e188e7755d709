import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Permit } from '@firstring/contracts/claim/claim_service';
import { SimulatedClock } from '@firstring/kernel/testing';
import fc from 'fast-check';
import { acquireLock } from '../src/app/acquire-lock.ts';
import { authorizeDial } from '../src/app/authorize-dial.ts';
import type { ClaimDeps } from '../src/app/ports.ts';
import { redeemPermit } from '../src/app/redeem-permit.ts';
import { settlePermit } from '../src/app/settle-permit.ts';
import { sweepOnce } from '../src/app/sweep.ts';
import { updateGuard } from '../src/app/update-guard.ts';
import type { Guard } from '../src/domain/guard.ts';
import { releaseLock } from '../src/domain/lock.ts';
import { unchanged } from '../src/domain/step.ts';
import { dialCommand, dyingAt, openUseCases } from './_use-cases.ts';

const HOME = '+12025550101';
const OTHER = '+12025550102';
const LEASE_MS = 3_600_000;

interface Lead {
  readonly leadId: string;
  readonly home: string;
  readonly agentId: string;
}

const ANN: Lead = { leadId: 'lead-1', home: HOME, agentId: 'ann' };
/** Has the other number as its Caller ID. */
const BOB: Lead = { leadId: 'lead-2', home: OTHER, agentId: 'bob' };

let requests = 0;
const requestId = (): string => `request-${(requests += 1)}`;

function lock(deps: ClaimDeps, { leadId, home, agentId }: Lead) {
  const where = { processId: 'p1', phone: home, leadId, agentId, byHand: true };
  return acquireLock(deps, { ...where, requestId: requestId(), ownerEpoch: 1n, leaseMs: LEASE_MS });
}

async function locked(deps: ClaimDeps, lead: Lead): Promise<bigint> {
  const answer = await lock(deps, lead);
  assert.equal(answer.type, 'granted');
  return answer.type === 'granted' ? BigInt(answer.token) : 0n;
}

function dial(deps: ClaimDeps, { leadId, home, agentId }: Lead, to: { dialled: string; token: bigint }) {
  const id = requestId();
  return authorizeDial(
    deps,
    dialCommand({ leadId, agentId, phone: home, requestId: id, attemptId: id, ...to }),
  );
}

function redeem(deps: ClaimDeps, permit: Permit) {
  const id = `redeem-${permit.permitId}`;
  return redeemPermit(deps, {
    requestId: id,
    previousRequestId: '',
    permit,
    sipNowAt: deps.clock.now(),
  });
}

function settle(deps: ClaimDeps, { permitId, phone }: Permit, outcome: 'counted' | 'not-rung') {
  return settlePermit(deps, { processId: 'p1', phone, permitId, outcome });
}

function guard(deps: ClaimDeps, phone: string): Promise<Guard> {
  return updateGuard(deps, { processId: 'p1', phone }, unchanged);
}

function reasonsOf(answer: Awaited<ReturnType<typeof dial>>): readonly string[] {
  return answer.type === 'refused' ? answer.reasons.map(({ reason }) => reason) : [];
}

async function permitted(deps: ClaimDeps, lead: Lead, to: { dialled: string; token: bigint }) {
  const answer = await dial(deps, lead, to);
  assert.equal(answer.type, 'permitted');
  return answer.type === 'permitted' ? answer.permit : assert.fail('no permit');
}

test('A-9 another number of a lead is taken with its own guard: counted there for the number, at home for the lead', async () => {
  await using deps = await openUseCases(new SimulatedClock());
  const permit = await permitted(deps, ANN, { dialled: OTHER, token: await locked(deps, ANN) });
  assert.deepEqual([permit.phone, permit.homeGuard], [OTHER, HOME]);
  assert.equal((await redeem(deps, permit)).type, 'allowed');
  assert.deepEqual(await lock(deps, BOB), { type: 'refused', reason: 'ATTEMPT_OUTSTANDING' });
  await settle(deps, permit, 'counted');
  const [home, other] = [await guard(deps, HOME), await guard(deps, OTHER)];
  assert.deepEqual([home.permit, home.attempts.length, home.totals], [undefined, 0, { 'lead-1': 1 }]);
  assert.deepEqual([other.permit, other.attempts.length], [undefined, 1]);
  await locked(deps, BOB);
});

test('R-71 a number at which somebody works on another lead is LOCKED_BY_OTHER, and the home half is given back', async () => {
  await using deps = await openUseCases(new SimulatedClock());
  const token = await locked(deps, ANN);
  await locked(deps, BOB);
  assert.deepEqual(reasonsOf(await dial(deps, ANN, { dialled: OTHER, token })), ['LOCKED_BY_OTHER']);
  const home = await guard(deps, HOME);
  assert.deepEqual([home.permit, home.totals], [undefined, { 'lead-1': 0 }]);
  await permitted(deps, ANN, { dialled: HOME, token });
});

test('A-9 a lock that is lost between permit and INVITE stops the dial to the other number too', async () => {
  await using deps = await openUseCases(new SimulatedClock());
  const token = await locked(deps, ANN);
  const permit = await permitted(deps, ANN, { dialled: OTHER, token });
  const released = { leadId: ANN.leadId, token, leadVersion: '0' };
  await updateGuard(deps, { processId: 'p1', phone: HOME }, (at) => releaseLock(at, released));
  assert.deepEqual(await redeem(deps, permit), { type: 'refused', reason: 'LOCK_EXPIRED' });
});

for (const step of ['claim.d1.before', 'claim.d1.after']) {
  test(`A-9 a crash at ${step} leaves nothing that does not run out`, async () => {
    const clock = new SimulatedClock();
    await using deps = await openUseCases(clock);
    const token = await locked(deps, ANN);
    const crashed = await dyingAt(step, () => dial(deps, ANN, { dialled: OTHER, token }));
    assert.equal(crashed, undefined);
    assert.deepEqual(reasonsOf(await dial(deps, ANN, { dialled: OTHER, token })), ['ATTEMPT_OUTSTANDING']);
    clock.advance(91_000);
    await sweepOnce(deps);
    for (const phone of [HOME, OTHER]) {
      const { permit, attempts } = await guard(deps, phone);
      assert.deepEqual([permit, attempts], [undefined, []]);
    }
    assert.deepEqual((await guard(deps, HOME)).totals, { 'lead-1': 0 });
    await permitted(deps, ANN, { dialled: OTHER, token });
  });
}

test('A-9 the same request after a crash between the guards gets the permit that was begun', async () => {
  await using deps = await openUseCases(new SimulatedClock());
  const { leadId, agentId } = ANN;
  const token = await locked(deps, ANN);
  const ask = dialCommand({
    leadId,
    agentId,
    phone: HOME,
    dialled: OTHER,
    token,
    requestId: 'r',
    attemptId: 'a',
  });
  await dyingAt('claim.d1.before', () => authorizeDial(deps, ask));
  const begun = (await guard(deps, HOME)).permit?.permitId;
  const answer = await authorizeDial(deps, ask);
  assert.equal(answer.type === 'permitted' ? answer.permit.permitId : '', begun);
  assert.equal((await guard(deps, OTHER)).permit?.permitId, begun);
});

/** What happens to two leads, each of which has the other's Caller ID as a further number. */
const command = fc.record({
  kind: fc.constantFrom('lock', 'unlock', 'dial', 'dial', 'dial', 'redeem', 'redeem', 'settle', 'wait'),
  lead: fc.constantFrom(ANN, BOB),
  dialled: fc.constantFrom(HOME, OTHER),
  outcome: fc.constantFrom('counted' as const, 'not-rung' as const),
  dies: fc.boolean(),
  waitMs: fc.integer({ min: 1000, max: 120_000 }),
});

interface World {
  readonly deps: ClaimDeps;
  readonly clock: SimulatedClock;
  readonly tokens: Map<string, bigint>;
  readonly permits: Permit[];
  /** INVITEs that left, by the number they went to. */
  readonly out: Map<string, Permit>;
  readonly counted: Permit[];
}

async function act(world: World, step: typeof command extends fc.Arbitrary<infer C> ? C : never) {
  const { deps, clock, tokens, permits, out } = world;
  const { lead, dialled, outcome, dies } = step;
  const token = tokens.get(lead.leadId) ?? 0n;
  switch (step.kind) {
    case 'lock': {
      const answer = await lock(deps, lead);
      if (answer.type !== 'granted') return;
      // Nobody gets a number that is being rung for somebody else.
      assert.equal(out.get(lead.home), undefined);
      tokens.set(lead.leadId, BigInt(answer.token));
      return;
    }
    case 'unlock': {
      const released = { leadId: lead.leadId, token, leadVersion: '0' };
      await updateGuard(deps, { processId: 'p1', phone: lead.home }, (at) => releaseLock(at, released));
      return;
    }
    case 'dial': {
      const to = { dialled, token };
      const run = () => dial(deps, lead, to).catch(() => undefined);
      const answer = dies ? await dyingAt('claim.d1.before', () => dial(deps, lead, to)) : await run();
      if (answer?.type === 'permitted') permits.push(answer.permit);
      return;
    }
    case 'redeem': {
      const permit = permits.pop();
      if (permit === undefined) return;
      const answer = await dyingAt(dies ? 'claim.d2.before' : '', () => redeem(deps, permit));
      // In doubt nobody is dialled, and sip's journal settles what it has asked for.
      if (answer?.type !== 'allowed') return settle(deps, permit, 'not-rung');
      assert.equal(out.get(permit.phone), undefined, 'two INVITEs to one number');
      out.set(permit.phone, permit);
      return;
    }
    case 'settle': {
      const permit = out.get(dialled);
      if (permit === undefined) return;
      await dyingAt(dies ? 'claim.d3.before' : '', () => settle(deps, permit, outcome));
      await settle(deps, permit, outcome);
      out.delete(dialled);
      if (outcome === 'counted') world.counted.push(permit);
      return;
    }
    case 'wait':
      clock.advance(step.waitMs);
      await sweepOnce(deps);
  }
}

test('A-9 any history of two guards, with a crash between any two of their writes: one INVITE a number, exact counters, nothing left over', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 40 }), async (steps) => {
      const clock = new SimulatedClock();
      await using deps = await openUseCases(clock);
      const world: World = { deps, clock, tokens: new Map(), permits: [], out: new Map(), counted: [] };
      for (const step of steps) await act(world, step).catch(ignoreLostLock);
      for (const permit of world.out.values()) await settle(deps, permit, 'not-rung');
      clock.advance(91_000);
      await sweepOnce(deps);
      for (const { home, leadId } of [ANN, BOB]) {
        const { permit, attempts, totals } = await guard(deps, home);
        assert.equal(permit, undefined);
        const here = world.counted.filter(({ phone }) => phone === home);
        assert.deepEqual(
          attempts.map((each) => each.attemptId).sort(),
          here.map((each) => each.attemptId).sort(),
        );
        assert.equal(totals[leadId] ?? 0, world.counted.filter((each) => each.leadId === leadId).length);
      }
    }),
    { numRuns: 100 },
  );
});

/** A dial without a live lock is refused with an error; it is none of this property's business. */
function ignoreLostLock(error: unknown): void {
  const reason = error instanceof Error && 'reason' in error ? error.reason : undefined;
  if (reason !== 'STALE_TOKEN' && reason !== 'LOCK_EXPIRED') throw error;
}
