import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { EndCause } from '@firstring/contracts/common/call_record';
import { Attestation, EarlyMedia, IdentityHeader, NumberStyle } from '@firstring/contracts/sip/trunk_service';
import { systemClock as clock } from '@firstring/kernel/system';
import { buildOffer } from '@firstring/rtp/sdp';
import { eventually, type TestPhone } from '@firstring/testkit';
import { permitFor } from './_fake-claim.ts';
import { CALLER_ID, Harness } from './_harness.ts';
import { headerOf, RawPeer } from './_raw-peer.ts';

const LEAD = '+13035550123';

describe('what a trunk is sent', () => {
  let harness: Harness;
  let peer: RawPeer;
  let agents: TestPhone[] = [];
  let users = 0;
  before(async () => {
    harness = await Harness.start();
  });
  after(() => harness[Symbol.asyncDispose]());
  beforeEach(async () => {
    peer = await RawPeer.open();
  });
  afterEach(async () => {
    await eventually(clock, 'agents are free', () => agents.every(({ state }) => state === 'idle'));
    agents = [];
    peer.close();
  });

  const put = (more: Parameters<Harness['trunk']>[0]): Promise<void> =>
    harness.trunk({ targets: [{ address: `127.0.0.1:${peer.port};transport=udp` }], ...more });
  const dial = async (more: Parameters<typeof permitFor>[2] = {}): Promise<string> => {
    users += 1;
    const user = `agent-${users}`;
    agents.push(await harness.phone({ user, answerAfterMs: 5 }));
    const permit = permitFor(user, LEAD, more);
    await harness.calls.placeCall({ requestId: user, permit });
    return permit.attemptId;
  };
  /** The INVITE of one call, which is then declined. */
  const inviteOf = async (
    more: Parameters<Harness['trunk']>[0],
    permit: Parameters<typeof permitFor>[2] = {},
  ) => {
    await put(more);
    const attemptId = await dial(permit);
    const invite = await peer.next('INVITE');
    peer.answer(invite, 486);
    return { invite, record: await harness.log.ended(attemptId) };
  };

  test('numbers in the trunk’s own format, the caller id in From and P-Asserted-Identity, the agreed attestation in the record', async () => {
    const { invite, record } = await inviteOf({
      numberFormat: {
        calledStyle: NumberStyle.NUMBER_STYLE_NATIONAL,
        callerStyle: NumberStyle.NUMBER_STYLE_E164,
        countryCode: '1',
        techPrefix: '99',
      },
      identity: { diversion: '+12025550188', attestation: Attestation.ATTESTATION_A },
    });
    assert.match(invite, new RegExp(`^INVITE sip:993035550123@127\\.0\\.0\\.1:${peer.port};transport=udp `));
    assert.match(headerOf(invite, 'From'), /<sip:12025550100@127\.0\.0\.1:\d+>/);
    assert.equal(headerOf(invite, 'P-Asserted-Identity'), '<sip:12025550100@127.0.0.1>');
    assert.equal(headerOf(invite, 'Diversion'), '<sip:12025550188@127.0.0.1>;reason=unconditional');
    assert.equal(headerOf(invite, 'Privacy'), '');
    assert.equal(record.attestation, 'A');
    assert.equal(record.callerId, CALLER_ID);
    assert.equal(record.phone, LEAD);
  });

  test('withheld, From is anonymous and only the identity header has the number', async () => {
    const { invite } = await inviteOf({
      identity: { withhold: true, header: IdentityHeader.IDENTITY_HEADER_P_PREFERRED },
    });
    assert.match(headerOf(invite, 'From'), /^"?Anonymous"? <sip:anonymous@anonymous\.invalid>/);
    assert.equal(headerOf(invite, 'Privacy'), 'id');
    assert.equal(headerOf(invite, 'P-Preferred-Identity'), '<sip:+12025550100@127.0.0.1>');
    assert.equal(headerOf(invite, 'P-Asserted-Identity'), '');
  });

  test('with local presence the lead sees a verified number of its own area, and so does the record', async () => {
    const { invite, record } = await inviteOf({
      localPresence: true,
      callerIds: [CALLER_ID, '+13035550777', '+13125550777'],
    });
    assert.match(headerOf(invite, 'From'), /<sip:\+13035550777@/);
    assert.equal(record.callerId, '+13035550777');
  });

  test('a number of the campaign that is not verified is never shown: the next of its numbers that is, is', async () => {
    const numbers = { callerId: '+13035550999', otherCallerIds: ['+13125550999', CALLER_ID] };
    const { invite, record } = await inviteOf({}, numbers);
    assert.match(headerOf(invite, 'From'), /<sip:\+12025550100@/);
    assert.equal(headerOf(invite, 'P-Asserted-Identity'), '<sip:+12025550100@127.0.0.1>');
    assert.equal(record.callerId, CALLER_ID);
    const none = dial({ ...numbers, otherCallerIds: [] });
    await assert.rejects(none, { reason: 'CALLER_ID_NOT_VERIFIED' });
  });

  test('a campaign that names its trunks is carried by no other, though another comes first', async () => {
    const cheap = await RawPeer.open();
    const targets = [{ address: `127.0.0.1:${cheap.port};transport=udp` }];
    await put({ trunkId: 'cheap', targets });
    const { record } = await inviteOf({ priority: 1 }, { trunkIds: ['trunk-1'] });
    assert.equal(record.trunkId, 'trunk-1');
    assert.equal(cheap.pending('INVITE'), 0);
    await assert.rejects(dial({ trunkIds: ['gone'] }), { reason: 'CALLER_ID_NOT_VERIFIED' });
    await harness.trunks.deleteTrunk({ requestId: 'gone', trunkId: 'cheap' });
    cheap.close();
  });

  test('only the trunk’s codecs are offered, with its packet time', async () => {
    const { invite } = await inviteOf({ media: { codecs: ['PCMA'], packetMs: 30 } });
    assert.match(invite, /^m=audio \d+ RTP\/AVP 8 \d+\r$/m);
    assert.match(invite, /^a=ptime:30\r$/m);
  });

  test('a trunk whose codecs nobody here speaks is not called; the record says why', async () => {
    await put({ media: { codecs: ['G729'] } });
    const record = await harness.log.ended(await dial());
    assert.equal(record.endCause, EndCause.END_CAUSE_FAILED);
    assert.equal(record.reason, 'MEDIA_UNAVAILABLE');
    assert.equal(peer.pending('INVITE'), 0);
  });

  test('a trunk whose early media is not wanted leaves the agent with our own ringing tone', async () => {
    await put({ media: { earlyMedia: EarlyMedia.EARLY_MEDIA_RINGBACK } });
    const attemptId = await dial();
    const invite = await peer.next('INVITE');
    const sdp = buildOffer({ address: '127.0.0.1', port: 9, sessionId: 1, sessionVersion: 1 });
    peer.answer(invite, 183, { sdp });
    const [agent] = agents;
    await eventually(clock, 'the agent hears ringing', () => (agent?.heardHz() ?? 0) > 0);
    await harness.log.reached(attemptId, 'leadRinging');
    // 440 and 480 Hz: the relay's own tone, as the far end sends nothing.
    assert.ok((agent?.heardHz() ?? 0) > 400);
    peer.answer(invite, 486);
    await harness.log.ended(attemptId);
  });

  test('sip/39 a 302 is not followed: to a premium number, to another host, or at all unless the trunk says so', async () => {
    const other = await RawPeer.open();
    const here = `127.0.0.1:${other.port}`;
    const targets = [
      { address: `127.0.0.1:${peer.port};transport=udp`, priority: 0 },
      { address: `${here};transport=udp`, priority: 1 },
    ];
    const redirected = async (contact: string, followRedirects: boolean): Promise<EndCause> => {
      await put({ targets, followRedirects });
      const attemptId = await dial();
      peer.answer(await peer.next('INVITE'), 302, { contact: false, headers: [`Contact: <${contact}>`] });
      return (await harness.log.ended(attemptId)).endCause;
    };
    assert.equal(await redirected(`sip:+19005550123@${here}`, true), EndCause.END_CAUSE_FAILED);
    assert.equal(await redirected(`sip:${LEAD}@127.0.0.1:9`, true), EndCause.END_CAUSE_FAILED);
    assert.equal(await redirected(`sip:${LEAD}@${here}`, false), EndCause.END_CAUSE_FAILED);
    assert.equal(other.pending('INVITE'), 0);
    const followed = redirected(`sip:${LEAD}@${here}`, true);
    other.answer(await other.next('INVITE'), 486);
    assert.equal(await followed, EndCause.END_CAUSE_BUSY);
    other.close();
  });

  test('F58 a trunk that rings for ever is given up with CANCEL at the permit’s ring limit', async () => {
    await put({});
    users += 1;
    const user = `agent-${users}`;
    agents.push(await harness.phone({ user, answerAfterMs: 5 }));
    const permit = permitFor(user, LEAD, { ringLimitSeconds: 1 });
    await harness.calls.placeCall({ requestId: user, permit });
    const invite = await peer.next('INVITE');
    peer.answer(invite, 180);
    peer.answer(await peer.next('CANCEL'), 200);
    peer.answer(invite, 487);
    const record = await harness.log.ended(permit.attemptId);
    assert.equal(record.endCause, EndCause.END_CAUSE_NO_ANSWER);
    assert.equal(record.counted, true);
  });
});
