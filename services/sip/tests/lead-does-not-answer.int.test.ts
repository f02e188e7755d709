import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { EndCause } from '@firstring/contracts/common/call_record';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually, type CarrierScript, type TestCarrier } from '@firstring/testkit';
import { permitFor } from './_fake-claim.ts';
import { Harness } from './_harness.ts';

const reject = (status: number, ringAfterMs?: number): CarrierScript => ({
  ...(ringAfterMs !== undefined && { ringAfterMs }),
  outcome: { type: 'reject', status, afterMs: 20 },
});

/** By the last three digits: what the carrier says, and what it means. */
const OUTCOMES: Readonly<Record<string, { script: CarrierScript; cause: EndCause; counted: boolean }>> = {
  '486': { script: reject(486, 10), cause: EndCause.END_CAUSE_BUSY, counted: true },
  '487': { script: reject(486), cause: EndCause.END_CAUSE_BUSY, counted: false },
  '404': { script: reject(404), cause: EndCause.END_CAUSE_INVALID_NUMBER, counted: false },
  '603': { script: reject(603, 10), cause: EndCause.END_CAUSE_REJECTED, counted: true },
  '480': { script: reject(480, 10), cause: EndCause.END_CAUSE_NO_ANSWER, counted: true },
  '403': { script: reject(403), cause: EndCause.END_CAUSE_FORBIDDEN, counted: false },
  '503': { script: reject(503), cause: EndCause.END_CAUSE_CONGESTED, counted: false },
  // Nobody is sent on to a number no permit names.
  '302': { script: reject(302), cause: EndCause.END_CAUSE_FAILED, counted: false },
  '488': { script: reject(488), cause: EndCause.END_CAUSE_FAILED, counted: false },
};

describe('the lead does not answer', () => {
  let harness: Harness;
  let carrier: TestCarrier;
  before(async () => {
    harness = await Harness.start();
    carrier = await harness.carrier({
      policy: (number) =>
        OUTCOMES[number.slice(-3)]?.script ?? {
          ringAfterMs: 10,
          earlyMedia: number.endsWith('183'),
          outcome: { type: 'no-answer' },
        },
    });
  });
  after(() => harness[Symbol.asyncDispose]());

  for (const [digits, { cause, counted }] of Object.entries(OUTCOMES)) {
    test(`the carrier's answer to …${digits} is ${cause}, ${counted ? 'counted' : 'not counted'}`, async () => {
      const user = `agent-${digits}`;
      const agent = await harness.phone({ user, answerAfterMs: 5 });
      const permit = permitFor(user, `+1202555${digits.padStart(4, '0')}`);
      await harness.calls.placeCall({ requestId: digits, permit });
      const record = await harness.log.ended(permit.attemptId);
      assert.equal(record.endCause, cause);
      assert.equal(record.counted, counted);
      assert.notEqual(record.sipStatus, 0);
      await eventually(clock, 'the agent’s phone is free', () => agent.state === 'idle');
    });
  }

  for (const [what, number] of [
    ['180 and then nothing', '+12025550180'],
    ['183 with early media for ever', '+12025550183'],
  ] as const) {
    test(`F58 ${what}: the ring limit of the permit ends it with a CANCEL`, async () => {
      const user = `ring-${number.slice(-3)}`;
      const agent = await harness.phone({ user, answerAfterMs: 5 });
      const permit = permitFor(user, number, { ringLimitSeconds: 1 });
      await harness.calls.placeCall({ requestId: number, permit });
      await harness.log.reached(permit.attemptId, 'leadRinging');
      const heardHz = number.endsWith('183') ? 1000 : 440;
      await eventually(clock, 'the agent hears early media or ringback', () => {
        const hz = agent.heardHz();
        return hz !== undefined && Math.abs(hz - heardHz) < 60;
      });
      const record = await harness.log.ended(permit.attemptId);
      assert.equal(record.endCause, EndCause.END_CAUSE_NO_ANSWER);
      assert.equal(record.counted, true);
      const entry = carrier.ledger.entries.find((each) => each.number === number);
      assert.equal(entry?.end, 'cancelled');
      const rangMs = (record.endTime?.getTime() ?? 0) - (record.ringTime?.getTime() ?? 0);
      assert.ok(rangMs >= 950 && rangMs < 10_000, `rang for ${rangMs} ms`);
    });
  }
});
