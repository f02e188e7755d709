import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LivePhase, TestPhase, type CallLadder } from '@firstring/contracts/sip/monitor_service';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually } from '@firstring/testkit';
import { permitFor } from './_fake-claim.ts';
import { Harness } from './_harness.ts';
import { ladderUntil } from './_ladder.ts';

const ASK = { requestId: 'r1', agentId: 'agent-1' };

function reaches(harness: Harness, attemptId: string, phase: TestPhase): Promise<CallLadder> {
  return ladderUntil(harness, attemptId, ({ testResult }) => testResult?.phase === phase);
}

test('a test call rings the phone, plays to whoever lifts, and tells that audio came back', async () => {
  await using harness = await Harness.start();
  const phone = await harness.phone({ answerAfterMs: 30 });
  const { attemptId } = await harness.monitor.placeTestCall(ASK);
  await reaches(harness, attemptId, TestPhase.TEST_PHASE_PLAYING);
  await eventually(clock, 'the phone hears music', () => phone.heardHz() !== undefined);
  const { calls } = await harness.monitor.listLiveCalls({ processId: 'p1' });
  assert.deepEqual(
    calls.map((call) => [call.attemptId, call.test, call.phase]),
    [[attemptId, true, LivePhase.LIVE_PHASE_TALKING]],
  );
  assert.equal((await harness.monitor.placeTestCall(ASK)).attemptId, attemptId, 'asked once more');
  await phone.hangUp();
  await reaches(harness, attemptId, TestPhase.TEST_PHASE_HUNG_UP);
  const ladder = await ladderUntil(harness, attemptId, ({ endTime }) => endTime !== undefined);
  assert.ok((ladder.testResult?.packetsHeard ?? 0) > 0);
  assert.deepEqual([ladder.test, ladder.phone, ladder.messages[0]?.method], [true, '', 'INVITE']);
  assert.equal(harness.log.steps(attemptId).length, 0, 'it is no attempt to reach anybody');
  assert.deepEqual((await harness.monitor.listLiveCalls({ processId: 'p1' })).calls, []);
});

test('a real call ends the test call on the same phone', async () => {
  await using harness = await Harness.start();
  await harness.phone({ answerAfterMs: 60_000 });
  const { attemptId } = await harness.monitor.placeTestCall(ASK);
  await harness.carrier();
  const permit = permitFor('agent-1', '+12025550123');
  await harness.calls.placeCall({ requestId: 'place-1', permit });
  await reaches(harness, attemptId, TestPhase.TEST_PHASE_ENDED);
  const again = harness.monitor.placeTestCall({ ...ASK, requestId: 'r2' });
  await assert.rejects(again, { reason: 'AGENT_BUSY' });
});

test('whoever placed it ends it; a phone that refuses or is away is told', async () => {
  await using harness = await Harness.start();
  await harness.phone({ answerAfterMs: 60_000 });
  const { attemptId } = await harness.monitor.placeTestCall(ASK);
  await assert.rejects(harness.monitor.placeTestCall({ ...ASK, requestId: 'r2' }), { reason: 'AGENT_BUSY' });
  await harness.monitor.endTestCall({ attemptId });
  await reaches(harness, attemptId, TestPhase.TEST_PHASE_ENDED);
  await harness.monitor.endTestCall({ attemptId: 'never' });
  const nobody = harness.monitor.placeTestCall({ requestId: 'r3', agentId: 'nobody' });
  await assert.rejects(nobody, { reason: 'AGENT_NOT_REGISTERED' });
  for (const requestId of ['', 'a b', 'x'.repeat(65)]) {
    const bad = harness.monitor.placeTestCall({ requestId, agentId: 'agent-1' });
    await assert.rejects(bad, { reason: 'INVALID_ARGUMENT' });
  }
});
