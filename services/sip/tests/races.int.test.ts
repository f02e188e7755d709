import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { EndCause } from '@firstring/contracts/common/call_record';
import { systemClock as clock } from '@firstring/kernel/system';
import { buildOffer } from '@firstring/rtp/sdp';
import { eventually } from '@firstring/testkit';
import { permitFor } from './_fake-claim.ts';
import { Harness } from './_harness.ts';
import { headerOf, RawPeer } from './_raw-peer.ts';

const LEAD = '+12025550123';

describe('messages that cross', () => {
  let harness: Harness;
  let peer: RawPeer;
  before(async () => {
    harness = await Harness.start();
    peer = await RawPeer.open();
    await harness.trunk({ target: `127.0.0.1:${peer.port};transport=udp` });
  });
  after(async () => {
    peer.close();
    await harness[Symbol.asyncDispose]();
  });

  /** The INVITE to the lead; an attempt that ends without one says why. */
  const invited = (attemptId: string): Promise<string> =>
    Promise.race([
      peer.next('INVITE'),
      harness.log.ended(attemptId).then(({ endCause, reason }) => {
        throw new Error(`ended without an INVITE: ${endCause} ${reason}`);
      }),
    ]);

  test('F59 the lead answers as we cancel: ACK and BYE, one record, abandoned with its times', async () => {
    const agent = await harness.phone({ user: 'ann', answerAfterMs: 5 });
    const permit = permitFor('ann', LEAD);
    await harness.calls.placeCall({ requestId: '1', permit });
    const invite = await invited(permit.attemptId);
    peer.answer(invite, 180);
    await harness.log.reached(permit.attemptId, 'leadRinging');
    await agent.hangUp();
    const cancel = await peer.next('CANCEL');
    // The 200 to the INVITE was on its way before the CANCEL came.
    peer.answer(invite, 200);
    peer.answer(cancel, 200);
    await peer.next('ACK', invite);
    const bye = await peer.next('BYE');
    peer.answer(bye, 200);
    const record = await harness.log.ended(permit.attemptId);
    assert.equal(record.endCause, EndCause.END_CAUSE_ABANDONED);
    assert.equal(record.reason, 'CANCEL_CROSSED_ANSWER');
    assert.ok(record.answerTime !== undefined && record.endTime !== undefined);
    assert.equal(record.counted, true);
    assert.equal(harness.log.records(permit.attemptId).length, 1);
  });

  test('a CANCEL nobody answers ends the attempt all the same; a 200 long after is hung up', async () => {
    await using own = await Harness.start({ env: { SIP_CANCEL_MS: '300' } });
    await own.trunk({ target: `127.0.0.1:${peer.port};transport=udp` });
    const agent = await own.phone({ user: 'bea', answerAfterMs: 5 });
    const permit = permitFor('bea', LEAD);
    await own.calls.placeCall({ requestId: '1', permit });
    const invite = await peer.next('INVITE');
    peer.answer(invite, 180);
    await own.log.reached(permit.attemptId, 'leadRinging');
    await agent.hangUp();
    await peer.next('CANCEL');
    const record = await own.log.ended(permit.attemptId);
    assert.equal(record.endCause, EndCause.END_CAUSE_CANCELLED);
    assert.equal(record.counted, true);
    peer.answer(invite, 200);
    await peer.next('ACK', invite);
    peer.answer(await peer.next('BYE'), 200);
    assert.equal(own.log.records(permit.attemptId).length, 1);
  });

  test('F68 a second 200 of a forking trunk is acknowledged and hung up, the first call goes on', async () => {
    const agent = await harness.phone({ user: 'cem', answerAfterMs: 5 });
    const permit = permitFor('cem', LEAD);
    await harness.calls.placeCall({ requestId: '2', permit });
    const invite = await invited(permit.attemptId);
    peer.answer(invite, 200, { toTag: 'first' });
    await harness.log.reached(permit.attemptId, 'bridged');
    peer.answer(invite, 200, { toTag: 'second' });
    for (const tag of [/^To:.*tag=first/im, /^To:.*tag=second/im])
      assert.match(await peer.next('ACK', invite), tag);
    const bye = await peer.next('BYE');
    assert.match(bye, /^To:.*tag=second/im);
    peer.answer(bye, 200);
    assert.equal(agent.state, 'talking');
    await agent.hangUp();
    peer.answer(await peer.next('BYE'), 200);
    await harness.log.ended(permit.attemptId);
  });

  test('F67 a 200 sent again because its ACK was lost is acknowledged again, and stays one call', async () => {
    const agent = await harness.phone({ user: 'dan', answerAfterMs: 5 });
    const permit = permitFor('dan', LEAD);
    await harness.calls.placeCall({ requestId: '3', permit });
    const invite = await invited(permit.attemptId);
    for (let repetition = 0; repetition < 3; repetition += 1) {
      peer.answer(invite, 200, { toTag: 'same' });
      await peer.next('ACK', invite);
    }
    await harness.log.reached(permit.attemptId, 'bridged');
    await agent.hangUp();
    peer.answer(await peer.next('BYE'), 200);
    await harness.log.ended(permit.attemptId);
    assert.equal(harness.log.records(permit.attemptId).length, 1);
  });

  test('a reliable 183 is acknowledged by PRACK; its SDP serves when the 200 carries none', async () => {
    const agent = await harness.phone({ user: 'flo', answerAfterMs: 5 });
    const permit = permitFor('flo', LEAD);
    await harness.calls.placeCall({ requestId: '5', permit });
    const invite = await invited(permit.attemptId);
    const sdp = buildOffer({ address: '127.0.0.1', port: 9, sessionId: 1, sessionVersion: 1 });
    peer.answer(invite, 183, { sdp, headers: ['Require: 100rel', 'RSeq: 7'] });
    const prack = await peer.next('PRACK');
    assert.match(headerOf(prack, 'RAck'), /^7 \d+ INVITE$/);
    peer.answer(prack, 200);
    peer.answer(invite, 200, { sdp: '' });
    await harness.log.reached(permit.attemptId, 'bridged');
    await agent.hangUp();
    peer.answer(await peer.next('BYE'), 200);
    await harness.log.ended(permit.attemptId);
  });

  test('a 200 without Contact makes no dialog: it is hung up all the same, and the attempt has failed', async () => {
    const agent = await harness.phone({ user: 'gus', answerAfterMs: 5 });
    const permit = permitFor('gus', LEAD);
    await harness.calls.placeCall({ requestId: '6', permit });
    const invite = await invited(permit.attemptId);
    peer.answer(invite, 200, { contact: false });
    await peer.next('ACK', invite);
    peer.answer(await peer.next('BYE'), 200);
    assert.equal((await harness.log.ended(permit.attemptId)).endCause, EndCause.END_CAUSE_FAILED);
    await eventually(clock, 'the phone is free', () => agent.state === 'idle');
  });

  test('a 200 without SDP cannot be used: it is hung up and the agent freed', async () => {
    const agent = await harness.phone({ user: 'eli', answerAfterMs: 5 });
    const permit = permitFor('eli', LEAD);
    await harness.calls.placeCall({ requestId: '4', permit });
    const invite = await invited(permit.attemptId);
    peer.answer(invite, 200, { sdp: '' });
    await peer.next('ACK', invite);
    peer.answer(await peer.next('BYE'), 200);
    const record = await harness.log.ended(permit.attemptId);
    assert.equal(record.endCause, EndCause.END_CAUSE_FAILED);
    assert.equal(record.reason, 'MEDIA_UNAVAILABLE');
    await eventually(clock, 'the phone is free', () => agent.state === 'idle');
  });
});
