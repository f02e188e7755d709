import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cadencePolicy, type DialFacts, type ExclusionFact } from '@firstring/domain';
import fc from 'fast-check';
import { holdForCaller } from './caller-hold.ts';
import { forceRelease } from './force-release.ts';
import { livePermit, liveLock, newGuard, type Guard } from './guard.ts';
import { acquireLock, expireLock, releaseLock, renewLock } from './lock.ts';
import {
  claimLead,
  endCallback,
  reassignClaim,
  releaseAgent,
  releaseClaim,
  releaseRunOut,
} from './ownership.ts';
import { authorizeDial, withdrawPermit, expirePermit, redeemPermit, settlePermit } from './permit.ts';
import type { Step } from './step.ts';

const START_AT = Date.UTC(2026, 5, 3, 15, 0);
const LEADS = ['lead-1', 'lead-2'];
const AGENTS = ['agent-a', 'agent-b', 'agent-c'];

const facts: DialFacts = {
  cadence: {
    optInAt: START_AT - 60_000,
    timeZone: 'America/New_York',
    cadenceAttempts: 0,
    totalAttempts: 0,
    dayAttempts: 0,
    lastAttemptDay: '',
    dialState: 'open',
  },
  policy: cadencePolicy({ maxAttempts: 5 }),
  candidateZones: ['America/New_York'],
  window: { startMinute: 0, endMinute: 1440 },
  numberAttemptsPerDayMax: 4,
};

interface World {
  guard: Guard;
  nowAt: number;
  excluded: boolean;
  tokensSeen: bigint[];
  /** Permits redeemed and not settled: at most one INVITE may be out. */
  invitesOut: Set<string>;
  counted: number;
  request: number;
}

const command = fc.record({
  kind: fc.constantFrom(
    'acquire',
    'caller',
    'renew',
    'release',
    'expire',
    'authorize',
    'redeem',
    'settle-counted',
    'settle-not-rung',
    'ringing',
    'exclude',
    'readmit',
    'claim',
    'claim-callback',
    'end-callback',
    'unclaim',
    'reassign',
    'leave',
    'run-out',
    'force',
    'wait',
  ),
  lead: fc.constantFrom(...LEADS),
  agent: fc.constantFrom(...AGENTS),
  /** How far behind the newest token this caller is; -1: ahead of all that were given. */
  stale: fc.constantFrom(0n, 0n, 0n, 1n, 2n, -1n),
  waitMs: fc.integer({ min: 1, max: 200_000 }),
});

function exclusionOf({ excluded }: World): ExclusionFact | undefined {
  return excluded ? { reason: 'NUMBER_EXCLUDED', clearsAt: undefined } : undefined;
}

function apply<Answer>(world: World, step: Step<Answer>): Answer {
  if (step.guard !== undefined) world.guard = step.guard;
  return step.answer;
}

function act(
  world: World,
  { kind, lead, agent, stale, waitMs }: typeof command extends fc.Arbitrary<infer C> ? C : never,
): void {
  const { guard, nowAt } = world;
  const token = BigInt(guard.token) - stale;
  const requestId = `request-${world.request++}`;
  switch (kind) {
    case 'acquire': {
      const held = liveLock(guard, nowAt);
      const answer = apply(
        world,
        acquireLock(
          guard,
          {
            requestId,
            leadId: lead,
            agentId: agent,
            ownerEpoch: 1n,
            leaseMs: 60_000,
            exclusion: exclusionOf(world),
            anyOwner: waitMs % 5 === 0,
          },
          nowAt,
        ),
      );
      if (answer.type === 'granted') {
        assert.equal(held, undefined, 'a held guard was granted again');
        assert.ok(
          world.tokensSeen.every((seen) => seen < BigInt(answer.token)),
          'tokens must rise',
        );
        world.tokensSeen.push(BigInt(answer.token));
        assert.ok(!world.excluded);
      }
      return;
    }
    case 'caller': {
      const held = liveLock(guard, nowAt);
      const attemptId = `call-${waitMs % 2}`;
      const ask = { requestId, leadId: lead, attemptId, agentId: stale === 1n ? '' : agent };
      const heldToken = waitMs % 3 === 0 ? token : 0n;
      const hold = { ...ask, ownerEpoch: 1n, leaseMs: 60_000, heldToken };
      const answer = apply(world, holdForCaller(guard, hold, nowAt));
      const givesWay = held?.attemptId === attemptId || heldToken === BigInt(guard.token);
      assert.equal(answer.type, held === undefined || givesWay ? 'granted' : 'refused');
      if (answer.type !== 'granted') return;
      assert.ok(world.tokensSeen.every((seen) => seen < BigInt(answer.token)));
      world.tokensSeen.push(BigInt(answer.token));
      assert.notEqual(livePermit(world.guard, nowAt)?.state, 'issued', 'a caller may be dialled');
      return;
    }
    case 'renew': {
      const answer = apply(world, renewLock(guard, { leadId: lead, token, leaseMs: 60_000 }, nowAt));
      if (stale !== 0n) assert.equal(answer.type, 'refused');
      return;
    }
    case 'release': {
      const before = liveLock(guard, nowAt);
      const answer = apply(world, releaseLock(guard, { leadId: lead, token, leadVersion: '1' }));
      if (stale > 0n) assert.equal(answer.type, 'refused');
      if (stale !== 0n) {
        assert.deepEqual(liveLock(world.guard, nowAt), before, 'a stale token freed a lock');
      }
      return;
    }
    case 'expire':
      apply(world, expireLock(guard, nowAt));
      apply(world, expirePermit(world.guard, nowAt));
      return;
    case 'authorize': {
      const answer = apply(
        world,
        authorizeDial(
          guard,
          {
            requestId,
            permitId: `permit-${requestId}`,
            attemptId: `attempt-${requestId}`,
            leadId: lead,
            agentId: agent,
            token,
            facts,
            marks: [],
            exclusion: exclusionOf(world),
            dialback: false,
          },
          nowAt,
        ),
      );
      if (answer.type === 'permitted') {
        assert.equal(stale, 0n);
        assert.equal(liveLock(guard, nowAt)?.attemptId, undefined, 'a caller is dialled');
        assert.equal(world.invitesOut.size, 0, 'a second permit while an attempt is out');
        assert.ok(!world.excluded);
      }
      return;
    }
    case 'redeem': {
      const permitId = guard.permit?.permitId ?? 'none';
      const answer = apply(
        world,
        redeemPermit(
          guard,
          { requestId, permitId, leadId: lead, token, exclusion: exclusionOf(world)?.reason },
          nowAt,
        ),
      );
      if (answer.type === 'allowed') {
        assert.ok(!world.excluded, 'an INVITE after an acknowledged exclusion');
        assert.ok(!world.invitesOut.has(permitId), 'one permit, two INVITEs');
        world.invitesOut.add(permitId);
      }
      return;
    }
    case 'settle-counted':
    case 'settle-not-rung':
    case 'ringing': {
      const permit = guard.permit;
      if (permit === undefined) return;
      const outcome = kind === 'ringing' ? 'ringing' : kind === 'settle-counted' ? 'counted' : 'not-rung';
      apply(world, settlePermit(guard, { permitId: permit.permitId, outcome }));
      if (outcome !== 'ringing') {
        world.invitesOut.delete(permit.permitId);
        if (outcome === 'counted') world.counted += 1;
      }
      return;
    }
    case 'exclude': {
      const answer = apply(world, withdrawPermit(guard, nowAt));
      // Only an acknowledged entry binds: while an INVITE may be out the caller waits.
      if (!answer.inviteMayBeOut) world.excluded = true;
      return;
    }
    case 'readmit':
      world.excluded = false;
      return;
    case 'claim':
    case 'claim-callback': {
      const held = liveLock(guard, nowAt);
      const times =
        kind === 'claim'
          ? ({ reason: 'asked', dueAt: undefined } as const)
          : ({ reason: 'callback', dueAt: nowAt + waitMs } as const);
      const claim = { requestId, leadId: lead, agentId: agent, token, ...times, releaseAfterMs: waitMs };
      const answer = apply(world, claimLead(guard, claim, nowAt));
      if (answer.type === 'claimed')
        assert.equal(held?.agentId, agent, 'claimed by somebody without the lock');
      return;
    }
    case 'end-callback':
      apply(world, endCallback(guard, { leadId: lead, agentId: agent, token }, nowAt));
      return;
    case 'unclaim':
      apply(world, releaseClaim(guard, { leadId: lead, agentId: '', actorId: 'boss' }));
      return;
    case 'reassign': {
      const fromAgentId = guard.claims[lead]?.agentId ?? '';
      apply(
        world,
        reassignClaim(guard, { leadId: lead, fromAgentId, agentId: agent, actorId: 'boss' }, nowAt),
      );
      return;
    }
    case 'leave':
      apply(world, releaseAgent(guard, { agentId: agent, actorId: 'boss' }));
      assert.ok(!world.guard.claimed?.agentIds.includes(agent), 'a leaver still owns a lead');
      return;
    case 'run-out':
      apply(world, releaseRunOut(guard, nowAt));
      return;
    case 'force': {
      const inCall = livePermit(guard, nowAt) !== undefined && guard.permit?.state !== 'issued';
      const force = { requestId, leadId: lead, actorId: 'boss', duringCall: waitMs % 2 === 0 };
      const answer = apply(world, forceRelease(guard, force, nowAt));
      if (answer.type === 'refused') assert.ok(inCall && !force.duringCall);
      else
        assert.notEqual(
          liveLock(world.guard, nowAt)?.leadId,
          lead,
          'a lead that was taken away is still held',
        );
      return;
    }
    case 'wait':
      world.nowAt += waitMs;
      return;
  }
}

/** I2 with claims: nobody holds what another owns, unless it is the person who calls or whose dial-back is anybody's, and what is claimed is found by whoever looks for it. */
function assertClaims({ guard, nowAt }: World): void {
  const lock = liveLock(guard, nowAt);
  const owner = lock === undefined ? undefined : guard.claims[lock.leadId]?.agentId;
  assert.ok(
    owner === undefined ||
      owner === lock?.agentId ||
      lock?.attemptId !== undefined ||
      lock?.anyOwner === true,
    'one agent holds what another owns',
  );
  const claims = Object.values(guard.claims);
  const owners = new Set(claims.map(({ agentId }) => agentId));
  assert.deepEqual(new Set(guard.claimed?.agentIds), owners);
  for (const { releaseAt, dueAt } of claims) {
    if (releaseAt !== undefined)
      assert.ok((guard.sweepAt ?? Infinity) <= releaseAt, 'a claim nobody will sweep');
    if (dueAt !== undefined) assert.ok((guard.claimed?.dueAt ?? Infinity) <= dueAt);
  }
}

test('R-68 R-71 R-104 any history of a guard: one holder, rising tokens, one INVITE out, none after an exclusion, counters exact', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 80 }), (commands) => {
      const world: World = {
        guard: newGuard('process-1', '+12025550123'),
        nowAt: START_AT,
        excluded: false,
        tokensSeen: [],
        invitesOut: new Set(),
        counted: 0,
        request: 0,
      };
      for (const next of commands) {
        act(world, next);
        const totals = Object.values(world.guard.totals).reduce((sum, count) => sum + count, 0);
        const reserved = world.guard.permit === undefined ? 0 : 1;
        assert.equal(totals, world.counted + reserved, 'a reservation was lost or doubled');
        assert.ok(
          Object.values(world.guard.totals).every((count) => count <= 5),
          'R-104: more than the maximum attempts',
        );
        const due = world.guard.sweepAt;
        assertClaims(world);
        if (liveLock(world.guard, world.nowAt) !== undefined)
          assert.ok(due !== undefined, 'a lock nobody will sweep');
        if (livePermit(world.guard, world.nowAt)?.state === 'issued') assert.ok(due !== undefined);
      }
    }),
    { numRuns: 200 },
  );
});

test('R-68 the same request gets the same token; another request does not', () => {
  const ask = (requestId: string, agentId: string) => ({
    requestId,
    leadId: 'lead-1',
    agentId,
    ownerEpoch: 1n,
    leaseMs: 60_000,
    exclusion: undefined,
  });
  const first = acquireLock(newGuard('p', '+12025550123'), ask('r1', 'a'), START_AT);
  assert.ok(first.guard !== undefined && first.answer.type === 'granted');
  assert.deepEqual(acquireLock(first.guard, ask('r1', 'a'), START_AT + 5).answer, first.answer);
  const second = acquireLock(first.guard, ask('r2', 'b'), START_AT + 5).answer;
  assert.equal(second.type === 'refused' && second.reason, 'LOCKED_BY_OTHER');
});

test('a scheduler of an older epoch gets no lock', () => {
  const guard = { ...newGuard('p', '+12025550123'), ownerEpoch: '7' };
  const { answer } = acquireLock(
    guard,
    { requestId: 'r', leadId: 'lead-1', agentId: 'a', ownerEpoch: 6n, leaseMs: 1000, exclusion: undefined },
    START_AT,
  );
  assert.equal(answer.type === 'refused' && answer.reason, 'STALE_EPOCH');
});
