import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { EndCause } from '@firstring/contracts/common/call_record';
import { armFailpoints } from '@firstring/kernel';
import { systemClock as clock, systemFailpointEffects } from '@firstring/kernel/system';
import { eventually, type TestCarrier, type TestPhone } from '@firstring/testkit';
import { permitFor } from './_fake-claim.ts';
import { Harness } from './_harness.ts';

const LEAD = '+12025550123';
const arm = (spec: string): void => armFailpoints(spec, systemFailpointEffects);

/** Each fails once a call comes by; whatever breaks, nobody is left alone on a line and there is one record. */
describe('a named step fails', () => {
  let harness: Harness;
  let carrier: TestCarrier;
  let calls = 0;
  before(async () => {
    harness = await Harness.start({ env: { SIP_REDEEM_FRESH_MS: '500' } });
    carrier = await harness.carrier({
      policy: () => ({ ringAfterMs: 5, outcome: { type: 'answer', afterMs: 5, hangUpAfterMs: 100 } }),
    });
  });
  afterEach(() => arm(''));
  after(() => harness[Symbol.asyncDispose]());

  const dial = async (spec: string) => {
    calls += 1;
    const user = `agent-${calls}`;
    const agent = await harness.phone({ user, answerAfterMs: 5 });
    const permit = permitFor(user, LEAD);
    arm(spec);
    const placed = await harness.calls.placeCall({ requestId: user, permit }).then(
      () => 'accepted' as const,
      () => 'refused' as const,
    );
    return { agent, permit, placed };
  };
  const quiet = async (agent: TestPhone): Promise<void> => {
    await eventually(clock, 'the phone is free', () => agent.state === 'idle');
    await eventually(clock, 'no lead is on the line', () => carrier.ledger.live === 0);
    await eventually(clock, 'no call is left', () => harness.service.stats().calls === 0);
  };

  for (const step of ['p3', 'p4', 'p5', 'p6', 'p7', 'p8', 'p9']) {
    for (const place of ['before', 'after']) {
      test(`sip.${step}.${place}: one record, both legs down, the permit settled`, async () => {
        const { agent, permit, placed } = await dial(`sip.${step}.${place}:error`);
        assert.equal(placed, 'accepted');
        await harness.log.ended(permit.attemptId);
        await quiet(agent);
        assert.equal(harness.log.records(permit.attemptId).length, 1);
        const last = harness.claim.outcomes(permit.permitId).at(-1);
        assert.ok(last === 'ATTEMPT_OUTCOME_COUNTED' || last === 'ATTEMPT_OUTCOME_NOT_RUNG');
      });
    }
  }

  for (const step of ['p1.before', 'p2.before']) {
    test(`sip.${step}: the call is refused, nobody is rung, there is no attempt`, async () => {
      const { agent, permit, placed } = await dial(`sip.${step}:error`);
      assert.equal(placed, 'refused');
      await quiet(agent);
      assert.deepEqual(harness.log.steps(permit.attemptId), []);
    });
  }

  test('sip.p10.before: the record is written as soon as it can be', async () => {
    const { agent, permit } = await dial('sip.p10.before:error');
    await harness.log.reached(permit.attemptId, 'bridged');
    await eventually(clock, 'both have hung up', () => agent.state === 'idle');
    assert.deepEqual(harness.log.records(permit.attemptId), []);
    arm('');
    const record = await harness.log.ended(permit.attemptId);
    assert.equal(record.endCause, EndCause.END_CAUSE_LEAD_HUNG_UP);
    await quiet(agent);
  });

  test('F35 paused between the redeeming and the INVITE for too long: no INVITE', async () => {
    const before = carrier.ledger.entries.length;
    const { agent, permit } = await dial('sip.p5.before:pause=700');
    const record = await harness.log.ended(permit.attemptId);
    assert.equal(record.counted, false);
    assert.equal(carrier.ledger.entries.length, before);
    await quiet(agent);
  });
});
