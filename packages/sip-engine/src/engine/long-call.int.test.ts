import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedClock } from '@firstring/kernel/testing';
import { RFC_TIMERS } from '../transaction/timers.ts';
import { Bed, SDP, until } from '../testing/test-bed.ts';

const HALF_AN_HOUR_MS = 1_800_000;

for (const refresher of ['uac', 'uas'] as const) {
  test(`RFC 4028: a call of half an hour between two engines is kept by ${refresher === 'uac' ? 'its caller' : 'its callee'}`, async () => {
    const clock = new SimulatedClock();
    await using near = await Bed.open({ clock, timers: RFC_TIMERS });
    await using far = await Bed.open({ clock, timers: RFC_TIMERS });
    const ended: string[] = [];
    let acks = 0;
    far.app.invite(async (req, res) => {
      const callee = await far.app.createUAS(req, res, { localSdp: SDP });
      callee.on('ack', () => (acks += 1));
      callee.once('destroy', (_req: unknown, reason: string) => ended.push(reason));
    });
    const caller = await near.app.createUAC(far.uri('bob'), {
      localSdp: SDP,
      headers: { 'Session-Expires': `90;refresher=${refresher}`, Supported: 'timer' },
    });
    caller.once('destroy', (_req: unknown, reason: string) => ended.push(reason));
    caller.on('ack', () => (acks += 1));
    await until(() => acks === 1, 'the ACK');
    const refreshing = refresher === 'uac' ? near : far;
    let refreshes = 0;
    for (let passedMs = 0; passedMs < HALF_AN_HOUR_MS; passedMs += 4_000) {
      const { requestsSent } = refreshing.engine.stats();
      clock.advance(4_000);
      if (refreshing.engine.stats().requestsSent === requestsSent) continue;
      refreshes += 1;
      await until(() => acks === 1 + refreshes, `the ACK of refresh ${refreshes}`);
    }
    assert.deepEqual(ended, []);
    assert.ok(refreshes >= 36, 'one every 50 s at the latest');
    await caller.destroy();
  });
}
