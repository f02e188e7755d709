import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { EndCause } from '@firstring/contracts/common/call_record';
import { Health, type TrunkState } from '@firstring/contracts/sip/trunk_service';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually, type TestPhone } from '@firstring/testkit';
import { permitFor } from './_fake-claim.ts';
import { Harness } from './_harness.ts';
import { RawPeer } from './_raw-peer.ts';

const LEAD = '+12025550123';

describe('trunks with several targets', () => {
  let harness: Harness;
  let peer: RawPeer;
  let other: RawPeer;
  let users = 0;
  const agents: TestPhone[] = [];
  let trunkId = '';
  before(async () => {
    harness = await Harness.start({ env: { SIP_TRUNK_SILENCE_MS: '200', SIP_TRUNK_WATCH_MS: '50' } });
  });
  after(() => harness[Symbol.asyncDispose]());
  beforeEach(async () => {
    [peer, other] = await Promise.all([RawPeer.open(), RawPeer.open()]);
    users += 1;
    trunkId = `carrier-${users}`;
  });
  afterEach(async () => {
    await eventually(clock, 'agents are free', () => agents.every(({ state }) => state === 'idle'));
    await harness.trunks.deleteTrunk({ requestId: trunkId, trunkId });
    peer.close();
    other.close();
  });

  const addressOf = ({ port }: RawPeer): string => `127.0.0.1:${port};transport=udp`;
  const put = (more: Parameters<Harness['trunk']>[0] = {}): Promise<void> =>
    harness.trunk({
      trunkId,
      targets: [
        { address: addressOf(peer), priority: 0 },
        { address: addressOf(other), priority: 1 },
      ],
      probe: { off: true },
      ...more,
    });
  const dial = async (): Promise<string> => {
    users += 1;
    const user = `agent-${users}`;
    agents.push(await harness.phone({ user, answerAfterMs: 5 }));
    const permit = permitFor(user, LEAD);
    await harness.calls.placeCall({ requestId: user, permit });
    return permit.attemptId;
  };
  const stateOf = async (): Promise<TrunkState> => {
    const { states } = await harness.trunks.listTrunkStates({ trunkId });
    assert.ok(states[0] !== undefined);
    return states[0];
  };

  for (const status of [500, 503, 408]) {
    test(`F55 a target that answers ${status} is followed by the next one within a second; one record, one trunk`, async () => {
      await put();
      const attemptId = await dial();
      const invite = await peer.next('INVITE');
      const refusedAtMs = clock.monotonicMs();
      peer.answer(invite, status);
      const second = await other.next('INVITE');
      assert.ok(clock.monotonicMs() - refusedAtMs < 1000);
      other.answer(second, 486);
      const record = await harness.log.ended(attemptId);
      assert.equal(record.endCause, EndCause.END_CAUSE_BUSY);
      assert.equal(record.trunkId, trunkId);
      assert.equal(harness.log.records(attemptId).length, 1);
      const state = await stateOf();
      assert.deepEqual(
        state.targets.map(({ failuresInRow, health }) => [failuresInRow, health]),
        [
          [1, Health.HEALTH_UNKNOWN],
          [0, Health.HEALTH_HEALTHY],
        ],
      );
      assert.equal(state.invitesTotal, 2n);
      assert.equal(state.failuresTotal, 1n);
      assert.equal(state.callsNow, 0);
    });
  }

  test('F56 a target that asks for a pause rests for as long as it asked, and the state says until when', async () => {
    await put();
    const attemptId = await dial();
    peer.answer(await peer.next('INVITE'), 503, { headers: ['Retry-After: 30'] });
    other.answer(await other.next('INVITE'), 486);
    await harness.log.ended(attemptId);
    const [first] = (await stateOf()).targets;
    const restMs = (first?.restUntilTime?.getTime() ?? 0) - clock.now();
    assert.ok(restMs > 25_000 && restMs <= 30_000, `rests ${restMs} ms`);
    const next = await dial();
    other.answer(await other.next('INVITE'), 486);
    await harness.log.ended(next);
    assert.equal(peer.pending('INVITE'), 0);
  });

  test('F57 a target that says nothing at all is probed and given up, and the next one has the call', async () => {
    await put({ probe: { intervalSeconds: 3600 } });
    const attemptId = await dial();
    await peer.next('INVITE');
    other.answer(await other.next('INVITE'), 486);
    const record = await harness.log.ended(attemptId);
    assert.equal(record.endCause, EndCause.END_CAUSE_BUSY);
    assert.equal(record.counted, true);
  });

  test('a target that answers OPTIONS is healthy, with its round trip; one that stops is suspect, then down, and not called', async () => {
    await put({ probe: { intervalSeconds: 1, downAfter: 2, suspectAfter: 1 } });
    for (const each of [peer, other]) each.answer(await each.next('OPTIONS'), 200);
    await eventually(clock, 'both are healthy', async () => {
      const { targets } = await stateOf();
      return targets.every((target) => target.health === Health.HEALTH_HEALTHY);
    });
    const over = new AbortController();
    keepAnswering(other, over.signal);
    await eventually(
      clock,
      'the first is down',
      async () => (await stateOf()).targets[0]?.health === Health.HEALTH_DOWN,
      8000,
    );
    const state = await stateOf();
    assert.equal(state.targets[0]?.reason, 'no answer to OPTIONS');
    assert.equal(state.health, Health.HEALTH_HEALTHY);
    const attemptId = await dial();
    other.answer(await other.next('INVITE'), 486);
    await harness.log.ended(attemptId);
    assert.equal(peer.pending('INVITE'), 0);
    over.abort();
  });
});

/** Answers OPTIONS until it is told to stop. */
function keepAnswering(peer: RawPeer, signal: AbortSignal): void {
  const answer = async (): Promise<void> => {
    while (!signal.aborted) peer.answer(await peer.next('OPTIONS'), 200);
  };
  // The last one waits in vain.
  answer().catch((error: unknown) => assert.ok(signal.aborted, String(error)));
}
