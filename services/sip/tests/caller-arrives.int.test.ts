import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually } from '@firstring/testkit';
import { CallIn } from './_callers.ts';
import { CALLER_ID, OUR_NUMBER } from './_harness.ts';
import { headerOf, RawPeer } from './_raw-peer.ts';

const NIGHT = '+12025550198';
const OFF = '+12025550197';

describe('a call arrives', () => {
  let callIn: CallIn;
  before(async () => {
    callIn = await CallIn.start();
    const { harness } = callIn;
    const today = new Date(clock.now()).toISOString().slice(0, 10);
    await harness.incomingNumber({
      incomingNumberId: 'night',
      phone: NIGHT,
      openingHours: { timeZone: 'UTC', holidays: [{ date: today, name: 'today' }] },
    });
    await harness.incomingNumber({ incomingNumberId: 'off', phone: OFF, enabled: false });
  });
  after(() => callIn[Symbol.asyncDispose]());

  const refused = async (from: string, to: string, status: string): Promise<void> => {
    const call = await callIn.dial(from, to);
    await assert.rejects(call.answered, { details: { status } });
  };

  test('R-52 outside opening hours: 480, listed as missed, the scheduler hears nothing', async () => {
    const from = callIn.nextPhone();
    await refused(from, NIGHT, '480');
    const { dialback, scheduler } = callIn.harness;
    await eventually(clock, 'dial-back is told', () => dialback.of(from).length === 1);
    const [missed] = dialback.of(from);
    assert.equal(missed?.cause, 'MISSED_CAUSE_CLOSED_HOURS');
    assert.equal(missed?.processId, 'process-1');
    assert.equal(missed?.campaignId, 'campaign-1');
    assert.equal(missed?.incomingNumberId, 'night');
    assert.deepEqual(
      scheduler.callers.filter(({ arrived }) => arrived.phone === from),
      [],
    );
  });

  test('a number that is switched off, and one nobody has, belong to no process here', async () => {
    for (const to of [OFF, '+12025550196']) {
      const from = callIn.nextPhone();
      await refused(from, to, '480');
      assert.deepEqual(callIn.harness.dialback.of(from), []);
    }
  });

  test('R-141 a caller on the blacklist of the number’s process: 603, and nobody hears of the call', async () => {
    const { harness } = callIn;
    const from = callIn.nextPhone();
    harness.claim.blacklisted.add(from);
    await refused(from, OUR_NUMBER, '603');
    assert.deepEqual(harness.dialback.of(from), []);
    assert.deepEqual(
      harness.scheduler.callers.filter(({ arrived }) => arrived.phone === from),
      [],
    );
  });

  test('sip/50 sip/51 sip/58 withheld, ours, an emergency number: may be connected, is never told as one to call back', async () => {
    const { harness } = callIn;
    const unreported = harness.service.stats().inboundUnreported;
    for (const from of ['anonymous', OUR_NUMBER, NIGHT, CALLER_ID, '911', '112']) {
      const before = harness.scheduler.callers.length;
      const call = await callIn.dial(from);
      call.answered.catch(() => {});
      await eventually(clock, `${from} waits`, () => harness.scheduler.callers.length === before + 1);
      assert.equal(harness.scheduler.callers.at(-1)?.arrived.phone, '');
      call.cancel();
      await eventually(clock, 'nobody waits', () => harness.service.stats().callers === 0);
    }
    assert.deepEqual(harness.dialback.of(''), []);
    assert.equal(harness.service.stats().inboundUnreported, unreported + 6);
  });

  test('the number is found in To where the carrier calls us by another name', async () => {
    const peer = await RawPeer.open();
    await callIn.harness.trunk({ trunkId: 'trunk-2', target: `127.0.0.1:${peer.port};transport=udp` });
    const answered = peer.request(callIn.harness.registrar, 'INVITE', 'sip:trunk-login@127.0.0.1', [
      'From: <sip:+12025551999@carrier>;tag=1',
      `To: <sip:${OUR_NUMBER}@firstring>`,
      `Contact: <sip:+12025551999@127.0.0.1:${peer.port}>`,
    ]);
    const queued = await callIn.harness.scheduler.caller('+12025551999');
    assert.equal(queued.arrived.incomingNumberId, 'number-1');
    queued.dismiss('DISMISS_CAUSE_NO_AGENT');
    const answer = await answered;
    assert.match(answer, /^SIP\/2\.0 480 /);
    assert.equal(headerOf(answer, 'User-Agent'), 'Firstring');
    peer.close();
  });

  test('a description that cannot be used is refused before any agent is bothered', async () => {
    const peer = await RawPeer.open();
    await callIn.harness.trunk({ trunkId: 'trunk-3', target: `127.0.0.1:${peer.port};transport=udp` });
    const body = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=video 4000 RTP/AVP 96\r\n';
    const answered = peer.requestWith(callIn.harness.registrar, 'INVITE', `sip:${OUR_NUMBER}@127.0.0.1`, {
      headers: [
        'From: <sip:+12025551998@carrier>;tag=1',
        `To: <sip:${OUR_NUMBER}@firstring>`,
        `Contact: <sip:+12025551998@127.0.0.1:${peer.port}>`,
        'Content-Type: application/sdp',
      ],
      body,
    });
    assert.match(await answered, /^SIP\/2\.0 488 /);
    await eventually(clock, 'nobody waits', () => callIn.harness.service.stats().callers === 0);
    peer.close();
  });

  test('sip/52 a number that calls again and again is taken twenty times a minute', async () => {
    const { harness } = callIn;
    const from = callIn.nextPhone();
    for (let calls = 0; calls < 60; calls += 1) await refused(from, NIGHT, '480');
    await eventually(clock, 'dial-back is told', () => harness.dialback.of(from).length >= 20);
    assert.equal(harness.dialback.of(from).length, 20);
    assert.equal(harness.service.stats().inboundFlooded, 40);
  });
});
