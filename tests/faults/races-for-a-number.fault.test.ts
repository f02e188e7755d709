import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { AppError, armFailpoints } from '@firstring/kernel';
import { systemClock as clock, systemFailpointEffects } from '@firstring/kernel/system';
import { eventually, seededRandom, SimulatedClock } from '@firstring/kernel/testing';
import { grpcRpc, type Rpc } from '@firstring/service-kit';
import type { TestPhone } from '@firstring/testkit';
import { Harness } from '../../services/sip/tests/_harness.ts';
import { checkInvites } from './_checkers.ts';
import { unchecked, unfenced, unlocked } from './_claim-off-guard.ts';
import { startDialling } from './_dialling.ts';

const LIMIT = { timeout: 170_000 };
const random = seededRandom('races');

function address(): string {
  return `unix://${join(mkdtempSync(join(tmpdir(), 'firstring-races-')), 'claim.sock')}`;
}

/** Claim, sip, a carrier and as many phones: all real but the telephones. */
async function openLine(rpc: Rpc, agents: number) {
  const stack = new AsyncDisposableStack();
  const at = address();
  const dialling = stack.use(await startDialling(at, rpc));
  const harness = stack.use(await Harness.start({ env: { CLAIM_ADDRESS: at } }));
  const carrier = await harness.carrier({
    policy: () => ({ ringAfterMs: 10, outcome: { type: 'reject', status: 486, afterMs: 20 } }),
  });
  const phones: TestPhone[] = [];
  for (let agent = 0; agent < agents; agent += 1)
    phones.push(await harness.phone({ user: `agent-${agent}`, answerAfterMs: 5 }));
  return {
    dialling,
    harness,
    invitesTo: (phone: string) => carrier.ledger.entries.filter((entry) => entry.number === phone),
    ledger: carrier.ledger,
    /** A record may be written before the phone has put down: nothing is closed under it. */
    quiet: () =>
      eventually(
        clock,
        'all phones are down',
        () => phones.every(({ state }) => state === 'idle') && harness.engine.stats().dialogs === 0,
      ),
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
}

/** Each number is dialled, and excluded while sip stands before its INVITE; INVITEs that left after that was answered. */
async function excludeWhileDialling(rpc: Rpc, calls: number): Promise<{ late: number; invites: number }> {
  await using line = await openLine(rpc, calls);
  armFailpoints('sip.p2.after:pause=400', systemFailpointEffects);
  try {
    const dial = async (_: unknown, call: number): Promise<[late: number, invites: number]> => {
      const [phone, agent] = [`+1202555${3000 + call}`, `agent-${call}`];
      const token = await line.dialling.take(phone, agent);
      assert.equal(typeof token, 'bigint');
      const permit = await line.dialling.permit(phone, agent, BigInt(token));
      const placed = line.harness.calls.placeCall({ requestId: permit.attemptId, permit });
      // The last ones come too late to stop their call: then it was on its way before.
      await clock.sleep(random.int(700));
      await line.dialling.exclude(phone);
      const excludedAt = clock.now();
      await placed;
      await line.harness.log.ended(permit.attemptId);
      const invites = line.invitesTo(phone);
      return [invites.filter(({ receivedAt }) => receivedAt > excludedAt).length, invites.length];
    };
    const done = await Promise.all(Array.from({ length: calls }, dial));
    await line.quiet();
    const sum = (at: 0 | 1): number => done.reduce((total, each) => total + each[at], 0);
    return { late: sum(0), invites: sum(1) };
  } finally {
    armFailpoints('', systemFailpointEffects);
  }
}

test(
  'F62 I6 a number that is excluded between choice and INVITE gets no INVITE after that was answered',
  LIMIT,
  async () => {
    const { late, invites } = await excludeWhileDialling(grpcRpc, 24);
    assert.equal(late, 0);
    assert.ok(invites < 24, 'no exclusion came before its INVITE');
  },
);

test('with the re-check off an INVITE leaves after the exclusion was answered', LIMIT, async () => {
  const { late } = await excludeWhileDialling(unchecked(grpcRpc), 12);
  assert.ok(late > 0);
});

/** So many times two agents want the next lead at once; rounds in which they got the same one. */
async function pressAtOnce(rpc: Rpc, rounds: number, callEvery: number): Promise<number> {
  await using line = await openLine(rpc, 2);
  let same = 0;
  for (let round = 0; round < rounds; round += 1) {
    // What is next: the loser of the first takes the second.
    const leads = [`+1202${5_000_000 + round}`, `+1303${5_000_000 + round}`];
    const next = async (agent: string) => {
      for (const phone of leads) {
        const token = await line.dialling.take(phone, agent);
        if (typeof token === 'bigint') return { phone, agent, token };
      }
      throw new Error(`${agent} got no lead`);
    };
    const [one, other] = await Promise.all([next('agent-0'), next('agent-1')]);
    if (one.phone === other.phone) same += 1;
    if (round % callEvery !== callEvery - 1) continue;
    await Promise.all(
      [one, other].map(async ({ phone, agent, token }) => {
        const permit = await line.dialling.permit(phone, agent, token);
        await line.harness.calls.placeCall({ requestId: permit.attemptId, permit });
        await line.harness.log.ended(permit.attemptId);
        assert.equal(line.invitesTo(phone).length, 1);
      }),
    );
  }
  await line.quiet();
  const invites = line.ledger.entries.map((entry) => ({
    attemptId: entry.xHeaders['x-firstring-attempt'] ?? '',
    number: entry.number,
    receivedAt: entry.receivedAt,
    endedAt: entry.endedAt,
  }));
  assert.deepEqual(checkInvites(invites), []);
  return same;
}

test(
  'F63 I2 two agents press next at once, a thousand times: two different leads, one INVITE each',
  LIMIT,
  async () => {
    assert.equal(await pressAtOnce(grpcRpc, 1000, 50), 0);
  },
);

test('with the lock off they get the same lead', LIMIT, async () => {
  assert.ok((await pressAtOnce(unlocked(grpcRpc), 50, 1000)) > 0);
});

/** A lease ends at this very millisecond (or one off) while it is renewed and asked for by another; how many of the two got it. */
async function atTheSameMs(rpc: Rpc, offMs: number, rounds: number): Promise<number[]> {
  const simulated = new SimulatedClock();
  await using dialling = await startDialling(address(), rpc, simulated);
  const winners: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const phone = `+1202555${4000 + round}`;
    const token = await dialling.take(phone, 'ann', 1000);
    simulated.advance(1000 + offMs);
    const renewing = dialling.renew(phone, BigInt(token)).then(
      () => 1,
      (error: unknown) => (AppError.from(error).code === 'internal' ? Promise.reject(error) : 0),
    );
    const taking = dialling.take(phone, 'bob').then((answer) => (typeof answer === 'bigint' ? 1 : 0));
    const both = round % 2 === 0 ? [renewing, taking] : [taking, renewing];
    winners.push((await Promise.all(both)).reduce((sum, each) => sum + each, 0));
  }
  return winners;
}

for (const offMs of [-1, 0, 1]) {
  test(
    `F64 I2 a lease is renewed and asked for by another ${offMs} ms from its end: exactly one of them has it`,
    LIMIT,
    async () => {
      assert.deepEqual(new Set(await atTheSameMs(grpcRpc, offMs, 100)), new Set([1]));
    },
  );
}

test('with lock and fencing off both have it', LIMIT, async () => {
  const winners = await atTheSameMs(unlocked(unfenced(grpcRpc)), -1, 20);
  assert.ok(winners.includes(2));
});
