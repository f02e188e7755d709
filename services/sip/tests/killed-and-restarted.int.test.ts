import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { AttemptOutcome } from '@firstring/contracts/claim/claim_service';
import { EndCause } from '@firstring/contracts/common/call_record';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually } from '@firstring/testkit';
import { permitFor } from './_fake-claim.ts';
import { Harness } from './_harness.ts';
import { freedWithinMs, listening, readCallEvents, SipProcess } from './_sip-process.ts';

const LEAD = '+12025550123';

/** To look for that long; how long it may take is judged by `freedWithinMs`. */
const LOOK_MS = 60_000;

/** Where the process dies, and what the one record must say. */
const KILLS: readonly { step: string; cause: EndCause; counted: boolean; invites: number }[] = [
  { step: 'p2.after', cause: EndCause.END_CAUSE_FAILED, counted: false, invites: 0 },
  { step: 'p4.after', cause: EndCause.END_CAUSE_FAILED, counted: false, invites: 0 },
  { step: 'p5.before', cause: EndCause.END_CAUSE_UNKNOWN, counted: true, invites: 0 },
  { step: 'p7.before', cause: EndCause.END_CAUSE_UNKNOWN, counted: true, invites: 1 },
  { step: 'p8.after', cause: EndCause.END_CAUSE_UNKNOWN, counted: true, invites: 1 },
];

for (const { step, cause, counted, invites } of KILLS) {
  test(`F06 F07 F08 killed at ${step}: after the restart one record, both legs down, permit settled`, async () => {
    await using harness = await Harness.start({ withoutService: true });
    const dataDir = join(harness.folder, 'data');
    const env = { ...harness.serviceEnv(), DATA_DIR: dataDir, LOG_LEVEL: 'silent' };
    await using armed = new SipProcess({ ...env, FAILPOINT: `sip.${step}:kill` });
    await listening(harness);
    const agent = await harness.phone({ user: 'ann', answerAfterMs: 5 });
    const carrier = await harness.carrier({
      policy: () => ({ ringAfterMs: 5, outcome: { type: 'answer', afterMs: 5 } }),
    });
    const permit = permitFor('ann', LEAD);
    // The process may die before it answers.
    await harness.calls.placeCall({ requestId: '1', permit }).catch(() => undefined);
    await armed.exited;
    const killedMs = clock.monotonicMs();
    await using restarted = new SipProcess(env);
    await listening(harness);
    const restartMs = clock.monotonicMs() - killedMs;
    await eventually(
      clock,
      'claim was told the end',
      () =>
        harness.claim.outcomes(permit.permitId).some((it) => it !== AttemptOutcome.ATTEMPT_OUTCOME_RINGING),
      LOOK_MS,
    );
    await eventually(clock, 'the agent’s phone is free', () => agent.state === 'idle', LOOK_MS);
    await eventually(clock, 'the lead is hung up', () => carrier.ledger.live === 0, LOOK_MS);
    const freedMs = clock.monotonicMs() - killedMs;
    assert.ok(
      freedMs <= freedWithinMs(restartMs),
      `free ${freedMs} ms after the kill, up after ${restartMs}`,
    );
    // Asked for again, the attempt is known and nobody is rung.
    await harness.calls.placeCall({ requestId: '1', permit });
    await restarted.stop();
    const events = (await readCallEvents(dataDir)).filter((event) => event.attemptId === permit.attemptId);
    const records = events.flatMap((event) =>
      event.event?.$case === 'ended' ? [event.event.value.record] : [],
    );
    assert.equal(records.length, 1);
    assert.equal(records[0]?.endCause, cause);
    assert.equal(records[0]?.counted, counted);
    if (!counted) assert.equal(records[0]?.reason, 'UNKNOWN_NOT_SENT');
    assert.equal(carrier.ledger.entries.length, invites);
    assert.deepEqual(
      events.map((event) => event.version),
      events.map((_, index) => BigInt(index + 1)),
    );
    const outcomes = harness.claim.outcomes(permit.permitId);
    assert.equal(
      outcomes.at(-1),
      counted ? AttemptOutcome.ATTEMPT_OUTCOME_COUNTED : AttemptOutcome.ATTEMPT_OUTCOME_NOT_RUNG,
    );
  });
}

test('F08 killed while a colleague’s phone rings: all three are free within 10 s of the kill, one record', async () => {
  await using harness = await Harness.start({ withoutService: true });
  const dataDir = join(harness.folder, 'data');
  const env = { ...harness.serviceEnv(), DATA_DIR: dataDir, LOG_LEVEL: 'silent' };
  await using doomed = new SipProcess(env);
  await listening(harness);
  const agent = await harness.phone({ user: 'ann', answerAfterMs: 5 });
  const colleague = await harness.phone({ user: 'bea' });
  const carrier = await harness.carrier({
    policy: () => ({ ringAfterMs: 5, outcome: { type: 'answer', afterMs: 5 } }),
  });
  const permit = permitFor('ann', LEAD);
  const ref = { requestId: '1', attemptId: permit.attemptId, agentId: 'ann', attended: false };
  await harness.calls.placeCall({ requestId: '1', permit });
  await eventually(clock, 'they talk', () => carrier.ledger.live === 1 && agent.state === 'talking');
  await eventually(clock, 'the lead is heard', () => agent.heardHz() !== undefined);
  await eventually(clock, 'the transfer is taken', () => {
    harness.calls
      .transferCall({ ...ref, target: { $case: 'targetAgentId', value: 'bea' } })
      .catch(() => undefined);
    return colleague.state === 'ringing';
  });
  await doomed.kill();
  const killedMs = clock.monotonicMs();
  await using restarted = new SipProcess(env);
  const up = listening(harness).then(() => clock.monotonicMs() - killedMs);
  await eventually(
    clock,
    'everybody is free',
    () => agent.state === 'idle' && colleague.state === 'idle' && carrier.ledger.live === 0,
    LOOK_MS,
  );
  const freedMs = clock.monotonicMs() - killedMs;
  const restartMs = await up;
  assert.ok(freedMs <= freedWithinMs(restartMs), `free ${freedMs} ms after the kill, up after ${restartMs}`);
  await restarted.stop();
  const events = (await readCallEvents(dataDir)).filter((event) => event.attemptId === permit.attemptId);
  assert.equal(events.filter((event) => event.event?.$case === 'ended').length, 1);
});
