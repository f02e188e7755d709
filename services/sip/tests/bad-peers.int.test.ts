import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { EndCause } from '@firstring/contracts/common/call_record';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually, type TestPhone } from '@firstring/testkit';
import { permitFor } from './_fake-claim.ts';
import { Harness } from './_harness.ts';
import { headerOf, RawPeer } from './_raw-peer.ts';

const LEAD = '+12025550123';

/** Session descriptions a far end has no business to answer with. */
const BAD_SDP: readonly (readonly [about: string, lines: readonly string[]])[] = [
  ['none at all', []],
  ['not SDP', ['hello']],
  ['no media', ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0']],
  ['port 0', sdp('m=audio 0 RTP/AVP 0')],
  ['port 99999', sdp('m=audio 99999 RTP/AVP 0')],
  ['a thousand media', sdp(...Array.from({ length: 1000 }, () => 'm=audio 4000 RTP/AVP 0'))],
  ['no codec in common', sdp('m=audio 4000 RTP/AVP 98', 'a=rtpmap:98 nothing/48000')],
  ['video alone', sdp('m=video 4000 RTP/AVP 31')],
  ['a protocol of strange letters', sdp('m=audio 4000 RTP/ÄVP\u0000 0')],
  ['no address', ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0', 'm=audio 4000 RTP/AVP 0']],
  [
    'two of them in a multipart',
    ['--x', '', ...sdp('m=audio 4000 RTP/AVP 0'), '--x', '', ...sdp('m=audio 4002 RTP/AVP 0'), '--x--'],
  ],
];

function sdp(...media: string[]): string[] {
  return ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', ...media];
}

describe('what a far end may send', () => {
  let harness: Harness;
  let peer: RawPeer;
  let agent: TestPhone;
  let calls = 0;
  before(async () => {
    harness = await Harness.start();
    peer = await RawPeer.open();
    await harness.trunk({ target: `127.0.0.1:${peer.port};transport=udp` });
    agent = await harness.phone({ user: 'ann', answerAfterMs: 5 });
  });
  afterEach(async () => {
    await eventually(clock, 'the agent is off the line', () => agent.state === 'idle');
  });
  after(async () => {
    peer.close();
    await harness[Symbol.asyncDispose]();
  });

  async function place(): Promise<{ attemptId: string; invite: string }> {
    calls += 1;
    const permit = permitFor('ann', LEAD);
    await harness.calls.placeCall({ requestId: `call-${calls}`, permit });
    return { attemptId: permit.attemptId, invite: await peer.next('INVITE') };
  }

  for (const [about, lines] of BAD_SDP) {
    test(`sip/26 a 200 with ${about} as its SDP ends in one record, and nobody is left on the line`, async () => {
      const { attemptId, invite } = await place();
      peer.answer(invite, 200, { sdp: lines.length === 0 ? ' ' : `${lines.join('\r\n')}\r\n` });
      await peer.next('ACK');
      const bye = await peer.next('BYE');
      peer.answer(bye, 200);
      const record = await harness.log.ended(attemptId);
      assert.deepEqual([record.endCause, record.reason], [EndCause.END_CAUSE_FAILED, 'MEDIA_UNAVAILABLE']);
      assert.equal(harness.log.records(attemptId).length, 1);
    });
  }

  test('sip/26 a 200 with the address 0.0.0.0 is a call on hold as of old, and goes on', async () => {
    const { attemptId, invite } = await place();
    const held = sdp('m=audio 4000 RTP/AVP 0').join('\r\n').replaceAll('127.0.0.1', '0.0.0.0');
    peer.answer(invite, 200, { sdp: `${held}\r\n` });
    await harness.log.reached(attemptId, 'bridged');
    await peer.requestInDialog(harness.registrar, 'BYE', invite, []);
    await harness.log.ended(attemptId);
  });

  test('sip/39 a 302 to a premium number is not followed', async () => {
    const { attemptId, invite } = await place();
    peer.answer(invite, 302, { headers: ['Contact: <sip:+19005550100@127.0.0.1>'], contact: false });
    await peer.next('ACK');
    const record = await harness.log.ended(attemptId);
    assert.equal(record.endCause, EndCause.END_CAUSE_FAILED);
    assert.equal(peer.pending('INVITE'), 0);
  });

  test('sip/38 an INVITE that would replace or join a call, and a REFER out of nowhere, leave the call alone', async () => {
    const { attemptId, invite } = await place();
    peer.answer(invite, 200);
    await harness.log.reached(attemptId, 'bridged');
    const dialog = `${headerOf(invite, 'Call-ID')};to-tag=peer;from-tag=${/tag=([^;]+)/.exec(headerOf(invite, 'From'))?.[1]}`;
    const thief = await RawPeer.open();
    const ask = (method: string, header: string): Promise<string> =>
      thief.request(harness.registrar, method, 'sip:ann@127.0.0.1', [
        'From: <sip:thief@evil>;tag=1',
        'To: <sip:ann@firstring>',
        `Contact: <sip:thief@127.0.0.1:${thief.port}>`,
        header,
      ]);
    for (const header of [`Replaces: ${dialog}`, `Join: ${dialog}`])
      assert.match(await ask('INVITE', header), /^SIP\/2\.0 4\d\d /);
    assert.match(await ask('REFER', 'Refer-To: <sip:+19005550100@127.0.0.1>'), /^SIP\/2\.0 40[35] /);
    assert.deepEqual([peer.pending('BYE'), peer.pending('INVITE')], [0, 0]);
    assert.equal(harness.log.records(attemptId).length, 0);
    thief.close();
    await peer.requestInDialog(harness.registrar, 'BYE', invite, []);
    await harness.log.ended(attemptId);
  });
});
