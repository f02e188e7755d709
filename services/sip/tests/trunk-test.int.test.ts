import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AttemptOutcome, PermitKind, type Permit } from '@firstring/contracts/claim/claim_service';
import { LivePhase, TestPhase, type CallLadder } from '@firstring/contracts/sip/monitor_service';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually } from '@firstring/testkit';
import { permitFor } from './_fake-claim.ts';
import { CALLER_ID, Harness } from './_harness.ts';
import { ladderUntil, steps } from './_ladder.ts';

const NUMBER = '+12025550123';

function testPermit(more: Partial<Permit> = {}): Permit {
  const test = { kind: PermitKind.PERMIT_KIND_TEST, trunkIds: ['trunk-1'], campaignId: '', leadId: '' };
  return permitFor('vera', NUMBER, { fencingToken: 0n, ...test, ...more });
}

function reaches(harness: Harness, attemptId: string, phase: TestPhase): Promise<CallLadder> {
  return ladderUntil(
    harness,
    attemptId,
    ({ testResult, endTime }) => testResult?.phase === phase && endTime !== undefined,
  );
}

test('a test of a trunk is redeemed, rings the number over that trunk alone, plays music, and tells what it heard', async () => {
  await using harness = await Harness.start();
  const carrier = await harness.carrier({
    policy: () => ({ ringAfterMs: 20, outcome: { type: 'answer', afterMs: 40 } }),
  });
  // Another trunk that would be chosen before it for a call.
  await harness.trunk({ trunkId: 'trunk-0', target: '127.0.0.1:9;transport=udp' });
  const permit = testPermit();
  const { attemptId } = await harness.monitor.placeTrunkTest({ permit });
  await eventually(clock, 'whoever lifts hears music', () => carrier.callTo(NUMBER)?.heardHz() !== undefined);
  const { calls } = await harness.monitor.listLiveCalls({ processId: 'process-1' });
  assert.deepEqual(
    calls.map((call) => [call.phone, call.trunkId, call.test, call.phase]),
    [[NUMBER, 'trunk-1', true, LivePhase.LIVE_PHASE_TALKING]],
  );
  assert.deepEqual((await harness.monitor.listLiveCalls({ processId: 'p2' })).calls, []);
  assert.equal((await harness.monitor.placeTrunkTest({ permit })).attemptId, attemptId, 'the same permit');
  await carrier.callTo(NUMBER)?.hangUp();
  const ladder = await reaches(harness, attemptId, TestPhase.TEST_PHASE_HUNG_UP);
  assert.ok((ladder.testResult?.packetsHeard ?? 0) > 0);
  assert.deepEqual([ladder.testResult?.rang, ladder.trunkId, ladder.phone], [true, 'trunk-1', NUMBER]);
  assert.ok(steps(ladder).includes('l1< 180 INVITE'));
  const [entry, ...more] = carrier.ledger.entries;
  assert.deepEqual([entry?.callerId, entry?.number, more], [CALLER_ID, NUMBER, []]);
  assert.deepEqual(
    harness.claim.redeemed.map((each) => each.permit),
    [permit],
  );
  await eventually(clock, 'claim was told', () => harness.claim.outcomes(permit.permitId).length === 2);
  assert.deepEqual(harness.claim.outcomes(permit.permitId), [
    AttemptOutcome.ATTEMPT_OUTCOME_RINGING,
    AttemptOutcome.ATTEMPT_OUTCOME_COUNTED,
  ]);
  assert.equal(harness.log.steps(attemptId).length, 0, 'it is no attempt to reach anybody');
});

test('a permit that claim does not redeem sends nothing, and the reason is told', async () => {
  await using harness = await Harness.start();
  const carrier = await harness.carrier();
  harness.claim.refusal = 'TEST_NUMBER_NOT_LISTED';
  const { attemptId } = await harness.monitor.placeTrunkTest({ permit: testPermit() });
  const ladder = await reaches(harness, attemptId, TestPhase.TEST_PHASE_REFUSED);
  assert.equal(ladder.testResult?.reason, 'TEST_NUMBER_NOT_LISTED');
  assert.deepEqual([ladder.messages, carrier.ledger.entries], [[], []]);
});

test('neither kind of permit opens the other’s door', async () => {
  await using harness = await Harness.start();
  await harness.phone({ answerAfterMs: 5 });
  const carrier = await harness.carrier();
  const wrong = { reason: 'PERMIT_INVALID' };
  await assert.rejects(harness.monitor.placeTrunkTest({ permit: permitFor('agent-1', NUMBER) }), wrong);
  await assert.rejects(harness.monitor.placeTrunkTest({}), wrong);
  const permit = testPermit({ agentId: 'agent-1', leadId: 'lead-1' });
  await assert.rejects(harness.calls.placeCall({ requestId: 'p', permit }), wrong);
  for (const trunkIds of [[], [''], ['trunk-1', 'trunk-0']]) {
    await assert.rejects(harness.monitor.placeTrunkTest({ permit: testPermit({ trunkIds }) }), wrong);
  }
  assert.deepEqual([harness.claim.redeemed, carrier.ledger.entries], [[], []]);
});

test('what the carrier refuses is told with its status, and a silent test ends by itself or by whoever placed it', async () => {
  await using harness = await Harness.start();
  await harness.carrier({
    policy: (number) =>
      number.endsWith('86')
        ? { ringAfterMs: 10, outcome: { type: 'reject', status: 486, afterMs: 30 } }
        : { ringAfterMs: 10, outcome: { type: 'no-answer' } },
  });
  const busy = await harness.monitor.placeTrunkTest({ permit: testPermit({ phone: '+12025550186' }) });
  const refused = await reaches(harness, busy.attemptId, TestPhase.TEST_PHASE_FAILED);
  assert.deepEqual([refused.testResult?.sipStatus, refused.testResult?.rang], [486, true]);
  const { attemptId } = await harness.monitor.placeTrunkTest({ permit: testPermit() });
  await ladderUntil(harness, attemptId, ({ testResult }) => testResult?.rang === true);
  const second = testPermit();
  await assert.rejects(harness.monitor.placeTrunkTest({ permit: second }), { reason: 'TRUNK_BUSY' });
  assert.equal(harness.claim.outcomes(second.permitId).length, 1, 'its permit was given back');
  await harness.monitor.endTestCall({ attemptId });
  await reaches(harness, attemptId, TestPhase.TEST_PHASE_ENDED);
});

test('a trunk that is switched off can be tried; one that may not show the caller id, or is not there, cannot', async () => {
  await using harness = await Harness.start();
  await harness.carrier(
    { policy: () => ({ outcome: { type: 'answer', afterMs: 10, hangUpAfterMs: 50 } }) },
    { disabled: true, campaignIds: ['campaign-9'] },
  );
  const { attemptId } = await harness.monitor.placeTrunkTest({ permit: testPermit() });
  await reaches(harness, attemptId, TestPhase.TEST_PHASE_HUNG_UP);
  for (const more of [{ callerId: '+12025550177' }, { trunkIds: ['trunk-9'] }]) {
    const none = harness.monitor.placeTrunkTest({ permit: testPermit(more) });
    await assert.rejects(none, { reason: 'CALLER_ID_NOT_VERIFIED' });
  }
});
