import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { systemClock as clock } from '@firstring/kernel/system';
import { buildOffer, describeAudio, parseSdp, TELEPHONY_CODECS, type Direction } from '@firstring/rtp/sdp';
import { eventually, type TestCarrier } from '@firstring/testkit';
import { permitFor } from './_fake-claim.ts';
import { Harness } from './_harness.ts';
import { headerOf, RawPeer } from './_raw-peer.ts';

const LEAD = '+12025550123';

describe('what an agent’s phone may ask for within its dialog', () => {
  let harness: Harness;
  let carrier: TestCarrier;
  before(async () => {
    harness = await Harness.start();
    await harness.campaign(['ref', 'ref2', 'no', 'no2']);
    const elsewhere = { campaignId: 'campaign-2', processId: 'process-2' };
    await harness.campaign(['no', 'foreign'], elsewhere);
    carrier = await harness.carrier({
      policy: () => ({ ringAfterMs: 5, outcome: { type: 'answer', afterMs: 5 } }),
    });
  });
  after(() => harness[Symbol.asyncDispose]());

  const bridged = async (user: string) => {
    const peer = await RawPeer.open();
    await harness.account(user);
    await peer.register(harness.registrar, { user });
    const permit = permitFor(user, LEAD);
    await harness.calls.placeCall({ requestId: user, permit });
    const invite = await peer.next('INVITE');
    peer.answer(invite, 200);
    await peer.next('ACK');
    await harness.log.reached(permit.attemptId, 'bridged');
    const contact = `Contact: <sip:${user}@127.0.0.1:${peer.port}>`;
    const ask = (method: string, headers: readonly string[], body = '') =>
      peer.requestInDialog(harness.registrar, method, invite, { headers: [contact, ...headers], body });
    const end = async (): Promise<void> => {
      await ask('BYE', []);
      await harness.log.ended(permit.attemptId);
      peer.close();
    };
    const ref = { requestId: user, attemptId: permit.attemptId, agentId: user };
    return { peer, invite, ask, end, ref, lead: carrier.callTo(LEAD) };
  };

  const offer = (said: { direction?: Direction; address?: string; law?: string } = {}): string =>
    buildOffer({
      address: said.address ?? '127.0.0.1',
      port: 9000,
      direction: said.direction ?? 'sendrecv',
      codecs: TELEPHONY_CODECS.filter(({ name }) => said.law === undefined || name === said.law),
      sessionId: 1,
      sessionVersion: 2,
    });
  const SDP = ['Content-Type: application/sdp'];

  for (const [method, said, answered] of [
    ['INVITE', { direction: 'sendonly' }, 'recvonly'],
    ['INVITE', { direction: 'inactive' }, 'inactive'],
    ['INVITE', { address: '0.0.0.0' }, 'sendrecv'],
    ['UPDATE', { direction: 'sendonly' }, 'recvonly'],
  ] as const) {
    test(`hold by ${method} with ${JSON.stringify(said)} is answered ${answered}, and told`, async () => {
      const { ask, end, ref, invite, peer } = await bridged(`h${++counter}`);
      const answer = await ask(method, SDP, offer(said));
      assert.match(answer, /^SIP\/2\.0 200 /);
      if (method === 'INVITE') peer.ackInDialog(harness.registrar, invite, '');
      assert.equal(describeAudio(parseSdp(bodyOf(answer)))?.direction, answered);
      await harness.log.reached(ref.attemptId, 'holdChanged');
      await end();
    });
  }

  test('a re-INVITE without an offer gets ours, complete; the answer in its ACK counts (hold by it, too)', async () => {
    const { ask, end, ref, invite, peer } = await bridged('off');
    const answer = await ask('INVITE', []);
    assert.match(answer, /^SIP\/2\.0 200 /);
    const ours = describeAudio(parseSdp(bodyOf(answer)));
    assert.equal(ours?.direction, 'sendrecv');
    assert.equal(ours.address, '127.0.0.1');
    peer.ackInDialog(harness.registrar, invite, offer({ direction: 'inactive' }));
    await harness.log.reached(ref.attemptId, 'holdChanged');
    await end();
  });

  test('a re-INVITE with another codec is answered with that codec, and the lead hears on', async () => {
    const { ask, end, invite, peer } = await bridged('cod');
    const answer = await ask('INVITE', SDP, offer({ law: 'PCMA' }));
    peer.ackInDialog(harness.registrar, invite, '');
    assert.deepEqual(
      describeAudio(parseSdp(bodyOf(answer)))?.codecs.map(({ name }) => name),
      ['PCMA'],
    );
    await end();
  });

  test('a re-INVITE with nothing we could carry is 488, and the call goes on', async () => {
    const { ask, end } = await bridged('bad');
    const opus = offer()
      .replaceAll(/PCMU|PCMA/g, 'opus')
      .replace(/RTP\/AVP [\d ]+/, 'RTP/AVP 111');
    assert.match(await ask('INVITE', SDP, opus), /^SIP\/2\.0 488 /);
    await end();
  });

  test('REFER to a colleague: 202, its progress in NOTIFY, and then the BYE', async () => {
    const { ask, peer, ref, lead } = await bridged('ref');
    const colleague = await harness.phone({ user: 'ref2', toneHz: 700 });
    const accepted = await ask('REFER', [`Refer-To: <sip:ref2@${harness.registrar.host}>`]);
    assert.match(accepted, /^SIP\/2\.0 202 /);
    const told: string[] = [];
    const hear = async (): Promise<void> => {
      const notify = await peer.next('NOTIFY');
      peer.answer(notify, 200);
      assert.equal(headerOf(notify, 'Event'), 'refer');
      told.push(`${bodyOf(notify).slice(8, 11)} ${headerOf(notify, 'Subscription-State').split(';')[0]}`);
    };
    await hear();
    await hear();
    await colleague.answer();
    await hear();
    assert.deepEqual(told, ['100 active', '180 active', '200 terminated']);
    peer.answer(await peer.next('BYE'), 200);
    await eventually(clock, 'lead and colleague talk', () => Math.abs((lead?.heardHz() ?? 0) - 700) < 20);
    await colleague.hangUp();
    await harness.log.ended(ref.attemptId);
    peer.close();
  });

  test('REFER to a number, to a stranger, to a colleague without a phone, and one without sense are refused', async () => {
    const { ask, end } = await bridged('no');
    await harness.account('no2');
    const status = async (target: string): Promise<string> => (await ask('REFER', [target])).slice(8, 11);
    assert.equal(await status('Refer-To: <sip:+19005551234@carrier.example>'), '403');
    assert.equal(await status('Refer-To: <tel:+19005551234>'), '400');
    assert.equal(await status('Refer-To: <sip:nobody@example.com>'), '403');
    assert.equal(await status('Refer-To: <sip:no2@example.com>'), '480');
    assert.equal(await status('Refer-To: <sip:no2@x?Replaces=abc%3Bto-tag%3D1%3Bfrom-tag%3D2>'), '403');
    assert.equal(await status('Refer-To: hello'), '400');
    await end();
  });

  test('I13 REFER to a colleague of another process, or of no shared campaign, is refused as one to a stranger', async () => {
    const { ask, end, ref } = await bridged('no');
    await Promise.all(['foreign', 'idle'].map((user) => harness.phone({ user })));
    for (const user of ['foreign', 'idle']) {
      const answer = await ask('REFER', [`Refer-To: <sip:${user}@${harness.registrar.host}>`]);
      assert.match(answer, /^SIP\/2\.0 403 /, user);
    }
    await end();
    assert.ok(!harness.log.steps(ref.attemptId).includes('transferStarted'));
  });

  test('a key that comes as INFO goes to the lead as INFO; what is no key is 415', async () => {
    const { ask, end, lead, ref } = await bridged('key');
    const keys: string[] = [];
    lead?.onInfo((body) => keys.push(body));
    const relay = ['Content-Type: application/dtmf-relay'];
    assert.match(await ask('INFO', relay, 'Signal=5\r\nDuration=200\r\n'), /^SIP\/2\.0 200 /);
    assert.match(await ask('INFO', ['Content-Type: application/dtmf'], '#'), /^SIP\/2\.0 200 /);
    assert.match(await ask('INFO', ['Content-Type: text/plain'], 'hello'), /^SIP\/2\.0 415 /);
    await harness.calls.sendDtmf({ ...ref, digits: '1a*' });
    await eventually(clock, 'the keys', () => keys.length === 5);
    assert.deepEqual(
      keys.map((body) => /Signal=(.)/.exec(body)?.[1]),
      ['5', '#', '1', 'A', '*'],
    );
    await assert.rejects(harness.calls.sendDtmf({ ...ref, digits: '1x' }), { reason: 'INVALID_ARGUMENT' });
    await harness.calls.holdCall(ref);
    await assert.rejects(harness.calls.sendDtmf({ ...ref, digits: '1' }), { reason: 'CALL_NOT_BRIDGED' });
    await end();
  });

  test('REFER from the trunk is 403', async () => {
    const trunk = await RawPeer.open();
    await using own = await Harness.start();
    await own.trunk({ target: `127.0.0.1:${trunk.port};transport=udp` });
    const agent = await own.phone({ user: 'ann', answerAfterMs: 5 });
    const permit = permitFor('ann', LEAD);
    await own.calls.placeCall({ requestId: '1', permit });
    const invite = await trunk.next('INVITE');
    trunk.answer(invite, 200);
    await own.log.reached(permit.attemptId, 'bridged');
    const contact = `Contact: <sip:x@127.0.0.1:${trunk.port}>`;
    const refused = await trunk.requestInDialog(own.registrar, 'REFER', invite, [
      contact,
      'Refer-To: <sip:ann@127.0.0.1>',
    ]);
    assert.match(refused, /^SIP\/2\.0 403 /);
    await agent.hangUp();
    trunk.answer(await trunk.next('BYE'), 200);
    await own.log.ended(permit.attemptId);
    trunk.close();
  });
});

let counter = 0;

function bodyOf(message: string): string {
  return message.slice(message.indexOf('\r\n\r\n') + 4);
}
