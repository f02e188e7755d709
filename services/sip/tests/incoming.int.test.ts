import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ReportMissedCallRequest } from '@firstring/contracts/dialback/dialback_service';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually, type TestCarrier } from '@firstring/testkit';
import { Harness } from './_harness.ts';
import { RawPeer } from './_raw-peer.ts';

describe('calls from outside', () => {
  let harness: Harness;
  let carrier: TestCarrier;
  let missed: ReportMissedCallRequest[];
  before(async () => {
    harness = await Harness.start({
      env: {
        SIP_INBOUND_PROCESS_ID: 'process-1',
        SIP_INBOUND_CAMPAIGN_ID: 'campaign-1',
      },
    });
    ({ missed } = harness.dialback);
    carrier = await harness.carrier();
  });
  after(async () => {
    await harness[Symbol.asyncDispose]();
  });

  test('a call from a trunk is answered 480 and reported as missed, once', async () => {
    const call = await carrier.dialIn({
      from: '+12025550177',
      to: '+12025550100',
      target: harness.registrar,
    });
    await assert.rejects(call.answered, { details: { status: '480' } });
    await eventually(clock, 'dial-back was told', () => missed.length === 1);
    assert.equal(missed[0]?.phone, '+12025550177');
    assert.equal(missed[0]?.processId, 'process-1');
    assert.equal(missed[0]?.campaignId, 'campaign-1');
    assert.equal(missed[0]?.cause, 'MISSED_CAUSE_NO_AGENT');
  });

  test('R-141 a caller on the blacklist is declined before anybody hears of the call', async () => {
    harness.claim.blacklisted.add('+12025550188');
    const missedBefore = missed.length;
    const from = '+12025550188';
    const call = await carrier.dialIn({ from, to: '+12025550100', target: harness.registrar });
    await assert.rejects(call.answered, { details: { status: '603' } });
    assert.equal(harness.service.stats().inboundBlacklisted, 1);
    assert.equal(missed.length, missedBefore);
  });

  test('sip/50 a caller without a number is missed, and there is nobody to report', async () => {
    const call = await carrier.dialIn({ from: 'anonymous', to: '+12025550100', target: harness.registrar });
    await assert.rejects(call.answered, { details: { status: '480' } });
    assert.equal(harness.service.stats().inboundUnreported, 1);
    assert.equal(missed.length, 1);
  });

  test('sip/51 sip/58 our own number or an emergency number as caller is missed, and never called back', async () => {
    for (const from of ['+12025550100', '911', '112']) {
      const call = await carrier.dialIn({ from, to: '+12025550100', target: harness.registrar });
      await assert.rejects(call.answered, { details: { status: '480' } });
    }
    assert.equal(harness.service.stats().inboundUnreported, 4);
    assert.equal(missed.length, 1);
  });

  test('sip/53 a number that the carrier found false is never called back; one it vouches for is read from its identity', async () => {
    const dial = (verstat: string) =>
      carrier.dialIn({
        from: '+12025550111',
        to: '+12025550100',
        target: harness.registrar,
        headers: {
          'P-Asserted-Identity': `<sip:+12025550166;verstat=${verstat}@carrier.example;user=phone>`,
        },
      });
    await assert.rejects((await dial('TN-Validation-Failed')).answered, { details: { status: '480' } });
    assert.equal(missed.length, 1);
    await assert.rejects((await dial('TN-Validation-Passed')).answered, { details: { status: '480' } });
    await eventually(clock, 'dial-back was told', () => missed.length === 2);
    assert.equal(missed[1]?.phone, '+12025550166');
  });

  test('sip/54 an agent’s phone places no call by itself, whatever identity it asserts: 403', async () => {
    await harness.account('ann');
    const peer = await RawPeer.open();
    const invite = [
      'From: <sip:ann@firstring>;tag=1',
      'To: <sip:+12025550123@firstring>',
      `Contact: <sip:ann@127.0.0.1:${peer.port}>`,
      'P-Asserted-Identity: <sip:+12025550100@firstring>',
    ];
    const answer = await peer.request(harness.registrar, 'INVITE', 'sip:+12025550123@127.0.0.1', invite);
    assert.match(answer, /^SIP\/2\.0 403 /);
    assert.equal(harness.service.stats().phoneInvites, 1);
    peer.close();
  });

  test('sip/28 sip/29 somebody unknown is refused and counted, wherever he wants to call', async () => {
    await harness.trunk({ target: '192.0.2.1:5060' });
    const peer = await RawPeer.open();
    const invite = [
      'From: <sip:100@evil>;tag=1',
      'To: <sip:900@firstring>',
      `Contact: <sip:100@127.0.0.1:${peer.port}>`,
    ];
    for (const uri of ['sip:900@127.0.0.1', 'sip:00882161234567@127.0.0.1']) {
      const answer = await peer.request(harness.registrar, 'INVITE', uri, invite);
      assert.match(answer, /^SIP\/2\.0 403 /);
    }
    assert.equal(harness.service.stats().unknownInvites, 2);
    peer.close();
  });
});
