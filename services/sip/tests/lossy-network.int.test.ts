import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { EndCause } from '@firstring/contracts/common/call_record';
import { silentLog } from '@firstring/kernel';
import { systemClock as clock } from '@firstring/kernel/system';
import { seededRandom } from '@firstring/kernel/testing';
import { eventually, UdpRelay, type UdpFaults } from '@firstring/testkit';
import { permitFor } from './_fake-claim.ts';
import { Harness } from './_harness.ts';

const LEAD = '+12025550123';
const LOST: UdpFaults = { blocked: true };
const HALF: UdpFaults = { drop: 0.5 };
const MEND_AFTER_MS = 4000;
const CALLS = 50;

/** A bad network between agents' phones and the SIP server: they register through it, and are rung through it. */
async function networkTo(harness: Harness): Promise<UdpRelay> {
  const random = seededRandom('bad network');
  return UdpRelay.open({ clock, random, log: silentLog, target: harness.registrar });
}

function both(relay: UdpRelay, faults: UdpFaults): void {
  relay.setFaults('toTarget', faults);
  relay.setFaults('toClient', faults);
}

describe('a network that loses messages', () => {
  test('F52 a phone that vanishes while it rings is given up at the ring limit, and the lead is not dialled', async () => {
    await using harness = await Harness.start({ env: { SIP_AGENT_RING_MS: '1500', SIP_CANCEL_MS: '500' } });
    const carrier = await harness.carrier();
    await using relay = await networkTo(harness);
    const registrar = { host: '127.0.0.1', port: relay.port };
    const agent = await harness.phone({ user: 'ann', registrar, expiresS: 600 });
    const permit = permitFor('ann', LEAD);
    const ringing = once(agent, 'ringing');
    await harness.calls.placeCall({ requestId: '1', permit });
    await ringing;
    await harness.log.reached(permit.attemptId, 'agentRinging');
    both(relay, LOST);
    const record = await harness.log.ended(permit.attemptId);
    assert.equal(record.endCause, EndCause.END_CAUSE_AGENT_UNREACHABLE);
    assert.equal(record.counted, false);
    assert.deepEqual(carrier.ledger.entries, []);
    both(relay, {});
    // While the phones can still say goodbye through it.
    await harness[Symbol.asyncDispose]();
  });

  test('F70 half of all messages lost: each call is joined or has its record, one each, and nothing stays behind', async () => {
    await using harness = await Harness.start();
    const carrier = await harness.carrier({
      policy: () => ({ ringAfterMs: 5, outcome: { type: 'answer', afterMs: 5 } }),
    });
    await using relay = await networkTo(harness);
    const registrar = { host: '127.0.0.1', port: relay.port };
    const users = ['ann', 'bea', 'cem', 'dan', 'eva', 'flo'];
    const agents = await Promise.all(
      users.map((user) => harness.phone({ user, registrar, answerAfterMs: 5, expiresS: 600 })),
    );
    both(relay, HALF);
    const permits = users.map((user, n) => permitFor(user, `+1202555014${n}`));
    await Promise.all(
      permits.map((permit, n) => harness.calls.placeCall({ requestId: `lossy-${n}`, permit })),
    );
    await clock.sleep(MEND_AFTER_MS);
    assert.ok(relay.stats.toTarget.dropped > 0 && relay.stats.toClient.dropped > 0, 'messages were lost');
    both(relay, {});
    for (const agent of agents) await agent.hangUp();
    for (const { attemptId } of permits) {
      await harness.log.ended(attemptId);
      assert.equal(harness.log.records(attemptId).length, 1);
    }
    await eventually(clock, 'no call is left', () => harness.service.stats().calls === 0, 10_000);
    await eventually(clock, 'no dialog is left', () => harness.engine.stats().dialogs === 0, 40_000);
    assert.deepEqual(carrier.ledger.overlaps(), []);
    await harness[Symbol.asyncDispose]();
  });
});

describe('the SIP server is killed', () => {
  test('F09 idle: as soon as it is back, a call goes through, without the phone having registered again', async () => {
    await using harness = await Harness.start();
    await harness.carrier();
    await harness.phone({ user: 'ann', answerAfterMs: 5, expiresS: 600 });
    const { port } = harness.registrar;
    const { controlPort } = harness.engine;
    await harness.engine.close();
    await eventually(clock, 'the service notices', () => !harness.service.stats().connected);
    await harness.startEngine(port, controlPort);
    await eventually(clock, 'the service has reconnected', () => harness.service.stats().connected, 10_000);
    const permit = permitFor('ann', LEAD);
    await harness.calls.placeCall({ requestId: '1', permit });
    await harness.log.reached(permit.attemptId, 'bridged');
  });

  test(`F10 with ${CALLS} calls up: each has its one record at once, and every agent is free`, async () => {
    await using harness = await Harness.start();
    await harness.carrier({ policy: () => ({ ringAfterMs: 5, outcome: { type: 'answer', afterMs: 5 } }) });
    const permits = Array.from({ length: CALLS }, (_, n) =>
      permitFor(`agent-${n}`, `+120255501${String(n).padStart(2, '0')}`),
    );
    await Promise.all(
      permits.map(({ agentId }) => harness.phone({ user: agentId, answerAfterMs: 5, expiresS: 600 })),
    );
    await Promise.all(permits.map((permit, n) => harness.calls.placeCall({ requestId: `up-${n}`, permit })));
    for (const { attemptId } of permits) await harness.log.reached(attemptId, 'bridged');
    const { port } = harness.registrar;
    const { controlPort } = harness.engine;
    const lostAt = clock.monotonicMs();
    await harness.engine.close();
    const records = await Promise.all(permits.map(({ attemptId }) => harness.log.ended(attemptId)));
    assert.ok(clock.monotonicMs() - lostAt < 10_000);
    assert.deepEqual(new Set(records.map(({ endCause }) => endCause)), new Set([EndCause.END_CAUSE_LOST]));
    for (const { attemptId } of permits) assert.equal(harness.log.records(attemptId).length, 1);
    await eventually(clock, 'no call is left', () => harness.service.stats().calls === 0, 10_000);
    // Phones that leave want an answer.
    await harness.startEngine(port, controlPort);
    await eventually(clock, 'the service has reconnected', () => harness.service.stats().connected, 10_000);
  });
});
