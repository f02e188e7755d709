import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { EndCause } from '@firstring/contracts/common/call_record';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually } from '@firstring/testkit';
import { Harness, OUR_NUMBER } from './_harness.ts';
import { listening, publishTo, readCallEvents, SipProcess } from './_sip-process.ts';

const CALLER = '+12025550177';
/** To look for that long: starting a process takes as long as the machine wants. */
const LOOK_MS = 60_000;

/** Where the process dies, and what the call's one outcome is. Before its arrival is written there was no call: the carrier hears 503. */
const KILLS: readonly { step: string; missed: string | undefined; ended: EndCause | undefined }[] = [
  { step: 'd1.before', missed: undefined, ended: undefined },
  { step: 'd1.after', missed: 'MISSED_CAUSE_CALLER_HUNG_UP', ended: undefined },
  { step: 'd2.before', missed: 'MISSED_CAUSE_CALLER_HUNG_UP', ended: undefined },
  { step: 'd2.after', missed: 'MISSED_CAUSE_NO_AGENT', ended: undefined },
  { step: 'p2.before', missed: 'MISSED_CAUSE_CALLER_HUNG_UP', ended: undefined },
  { step: 'p2.after', missed: undefined, ended: EndCause.END_CAUSE_LOST },
  { step: 'p8.after', missed: undefined, ended: EndCause.END_CAUSE_LOST },
];

for (const { step, missed, ended } of KILLS) {
  test(`F12 I4 killed at ${step} of a call that came in: one outcome after the restart, both legs down`, async () => {
    await using harness = await Harness.start({ withoutService: true });
    const dataDir = join(harness.folder, 'data');
    await publishTo(dataDir, (bus) => harness.incomingNumber({}, bus));
    const env = { ...harness.serviceEnv(), DATA_DIR: dataDir, LOG_LEVEL: 'silent' };
    await using armed = new SipProcess({ ...env, FAILPOINT: `sip.${step}:kill` });
    await listening(harness);
    const agent = await harness.phone({ user: 'ann', answerAfterMs: 5 });
    const carrier = await harness.carrier();
    const call = await carrier.dialIn({ from: CALLER, to: OUR_NUMBER, target: harness.registrar });
    const answered = call.answered.then(
      () => true,
      () => false,
    );
    if (!step.startsWith('d1')) {
      const queued = await harness.scheduler.caller(CALLER);
      queued.matched();
      if (step.startsWith('d2')) queued.dismiss('DISMISS_CAUSE_NO_AGENT');
      else queued.ring('ann');
    }
    await armed.exited;
    await using restarted = new SipProcess(env);
    await listening(harness);
    const { dialback } = harness;
    if (missed !== undefined) {
      await eventually(clock, 'dial-back is told', () => dialback.missed.length > 0, LOOK_MS);
    }
    await eventually(clock, 'the agent’s phone is free', () => agent.state === 'idle', LOOK_MS);
    // The caller is told, too: 503, or a BYE.
    if (await answered) await call.ended;
    await restarted.stop();
    const events = await readCallEvents(dataDir);
    const records = events.flatMap((event) =>
      event.event?.$case === 'ended' ? [event.event.value.record?.endCause] : [],
    );
    assert.deepEqual(
      dialback.missed.map(({ phone, cause }) => [phone, cause]),
      missed === undefined ? [] : [[CALLER, missed]],
    );
    assert.deepEqual(records, ended === undefined ? [] : [ended]);
  });
}
