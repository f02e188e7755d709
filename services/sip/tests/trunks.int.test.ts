import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { EndCause } from '@firstring/contracts/common/call_record';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually, TestCarrier } from '@firstring/testkit';
import { silentLog } from '@firstring/kernel';
import { systemRandom as random } from '@firstring/kernel/system';
import { permitFor } from './_fake-claim.ts';
import { Harness } from './_harness.ts';
import { headerOf, RawPeer } from './_raw-peer.ts';

const LEAD = '+12025550123';

describe('trunks', () => {
  let harness: Harness;
  let peer: RawPeer;
  let other: RawPeer;
  let users = 0;
  before(async () => {
    harness = await Harness.start({ env: { SIP_TRUNK_SILENCE_MS: '200' } });
    peer = await RawPeer.open();
    other = await RawPeer.open();
  });
  after(async () => {
    peer.close();
    other.close();
    await harness[Symbol.asyncDispose]();
  });
  // A trunk's failures outlive a test: each has trunks of its own.
  let a = '';
  let b = '';
  beforeEach(async () => {
    [a, b] = [`a-${users}`, `b-${users}`];
    await harness.trunk({ trunkId: a, target: targetOf(peer) });
  });
  afterEach(async () => {
    for (const trunkId of [a, b]) await harness.trunk({ trunkId, callerIds: [] });
  });

  /** A call of an agent of its own, as far as the trunk. */
  const dial = async (more: Parameters<typeof permitFor>[2] = {}) => {
    users += 1;
    const user = `agent-${users}`;
    const agent = await harness.phone({ user, answerAfterMs: 5 });
    const permit = permitFor(user, LEAD, more);
    await harness.calls.placeCall({ requestId: user, permit });
    return { agent, permit };
  };

  for (const algorithm of ['SHA-256', 'MD5'] as const) {
    test(`a 407 of the trunk's own realm is answered with ${algorithm}, in the same call`, async () => {
      const account = {
        user: 'firstring',
        password: 'trunk password',
        realm: 'carrier.example',
        algorithms: [algorithm],
      };
      await using carrier = new TestCarrier({
        app: harness.telephones,
        clock,
        random,
        log: silentLog,
        localAddress: '127.0.0.1',
        policy: () => ({ ringAfterMs: 5, outcome: { type: 'answer', afterMs: 5 } }),
        account,
      });
      const { host, port } = harness.telephones.contact;
      await harness.trunk({
        trunkId: a,
        target: `${host}:${port};transport=udp`,
        username: 'firstring',
        password: 'trunk password',
        realm: 'carrier.example',
      });
      const redeemed = harness.claim.redeemed.length;
      const { agent, permit } = await dial();
      await harness.log.reached(permit.attemptId, 'bridged');
      assert.equal(carrier.ledger.entries.length, 1);
      // A digest retry of the same INVITE is no new call: it was redeemed once.
      assert.equal(harness.claim.redeemed.length - redeemed, 1);
      await agent.hangUp();
      await harness.log.ended(permit.attemptId);
    });
  }

  test('a BYE that the trunk challenges is sent again with our digest', async () => {
    await harness.trunk({ trunkId: a, target: targetOf(peer), username: 'u', password: 'p', realm: 'mine' });
    const { agent, permit } = await dial();
    peer.answer(await peer.next('INVITE'), 200);
    await harness.log.reached(permit.attemptId, 'bridged');
    await agent.hangUp();
    const challenge = 'Digest realm="mine", nonce="n", algorithm=SHA-256, qop="auth"';
    peer.answer(await peer.next('BYE'), 407, { headers: [`Proxy-Authenticate: ${challenge}`] });
    const bye = await peer.next('BYE');
    assert.match(headerOf(bye, 'Proxy-Authorization'), /^Digest username="u".*algorithm=SHA-256/);
    peer.answer(bye, 200);
    await harness.log.ended(permit.attemptId);
  });

  test('a challenge of another realm gets no digest of the trunk’s password', async () => {
    await harness.trunk({
      trunkId: a,
      target: targetOf(peer),
      username: 'u',
      password: 'p',
      realm: 'mine',
    });
    const { permit } = await dial();
    const challenge = 'Digest realm="callee", nonce="n", algorithm=MD5, qop="auth"';
    peer.answer(await peer.next('INVITE'), 401, { headers: [`WWW-Authenticate: ${challenge}`] });
    const record = await harness.log.ended(permit.attemptId);
    assert.equal(record.endCause, EndCause.END_CAUSE_FORBIDDEN);
    assert.equal(peer.pending('INVITE'), 0);
    await peer.next('ACK');
  });

  test('F55 a trunk that answers 503 is followed by the next one, redeemed again; F56 it then rests as long as it asked', async () => {
    await harness.trunk({ trunkId: b, target: targetOf(other) });
    const { agent, permit } = await dial();
    peer.answer(await peer.next('INVITE'), 503, { headers: ['Retry-After: 2'] });
    const second = await other.next('INVITE');
    assert.match(headerOf(second, 'Call-ID'), /-l2$/);
    const ids = harness.claim.redeemed.filter((it) => it.permit?.permitId === permit.permitId);
    assert.deepEqual(
      ids.map((it) => it.requestId),
      [`${permit.attemptId}:redeem:1`, `${permit.attemptId}:redeem:2`],
    );
    assert.equal(ids[1]?.previousRequestId, ids[0]?.requestId);
    other.answer(second, 200);
    await harness.log.reached(permit.attemptId, 'bridged');
    await agent.hangUp();
    other.answer(await other.next('BYE'), 200);
    const record = await harness.log.ended(permit.attemptId);
    assert.equal(record.trunkId, b);
    await peer.next('ACK');

    const next = await dial();
    other.answer(await other.next('INVITE'), 486);
    assert.equal((await harness.log.ended(next.permit.attemptId)).trunkId, b);
    assert.equal(peer.pending('INVITE'), 0);
  });

  test('F57 a trunk that does not answer at all is probed and given up; its late 200 is hung up', async () => {
    await harness.trunk({ trunkId: b, target: targetOf(other) });
    const { agent, permit } = await dial();
    const silent = await peer.next('INVITE');
    const second = await other.next('INVITE');
    other.answer(second, 200);
    await harness.log.reached(permit.attemptId, 'bridged');
    peer.answer(silent, 200);
    await peer.next('ACK');
    peer.answer(await peer.next('BYE'), 200);
    assert.equal(agent.state, 'talking');
    await agent.hangUp();
    other.answer(await other.next('BYE'), 200);
    const record = await harness.log.ended(permit.attemptId);
    // Nobody can say that the first one did not ring.
    assert.equal(record.counted, true);
    assert.equal(harness.log.records(permit.attemptId).length, 1);
  });

  test('a trunk that is slow but there is waited for', async () => {
    const { agent, permit } = await dial();
    const invite = await peer.next('INVITE');
    peer.answer(invite, 100);
    peer.answer(await peer.next('OPTIONS'), 200);
    peer.answer(invite, 200);
    await harness.log.reached(permit.attemptId, 'bridged');
    await agent.hangUp();
    peer.answer(await peer.next('BYE'), 200);
    await harness.log.ended(permit.attemptId);
  });

  test('INVITEs leave a trunk no faster than its rate', async () => {
    await harness.trunk({ trunkId: a, target: targetOf(peer), callsPerSecond: 5 });
    const dialled = await Promise.all([dial(), dial(), dial()]);
    const atMs: number[] = [];
    for (const _ of dialled) {
      peer.answer(await peer.next('INVITE'), 486);
      atMs.push(clock.monotonicMs());
    }
    for (const { permit } of dialled) await harness.log.ended(permit.attemptId);
    assert.ok((atMs[2] ?? 0) - (atMs[0] ?? 0) > 380, `three INVITEs at ${atMs.join(', ')}`);
  });

  test('at its limit of calls a trunk takes no more; the attempt says so and does not count', async () => {
    await harness.trunk({ trunkId: a, target: targetOf(peer), callsMax: 1 });
    const first = await dial();
    const invite = await peer.next('INVITE');
    peer.answer(invite, 180);
    const second = await dial();
    const record = await harness.log.ended(second.permit.attemptId);
    assert.equal(record.endCause, EndCause.END_CAUSE_CONGESTED);
    assert.equal(record.reason, 'TRUNK_BUSY');
    assert.equal(record.counted, false);
    peer.answer(invite, 486);
    await harness.log.ended(first.permit.attemptId);
    await eventually(clock, 'the agent is free', () => second.agent.state === 'idle');
  });

  test('a trunk with a target that is no address, or a caller id that is no number, is refused', async () => {
    for (const more of [
      { target: 'a b' },
      { target: 'host;lr' },
      { callerIds: ['anonymous'] },
      { trunkId: '' },
    ]) {
      await assert.rejects(harness.trunk(more), { reason: 'INVALID_ARGUMENT' });
    }
  });
});

function targetOf(peer: RawPeer): string {
  return `127.0.0.1:${peer.port};transport=udp`;
}
