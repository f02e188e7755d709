import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { EndCause } from '@firstring/contracts/common/call_record';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually, type TestCarrier } from '@firstring/testkit';
import { permitFor } from './_fake-claim.ts';
import { Harness } from './_harness.ts';
import { headerOf, RawPeer } from './_raw-peer.ts';

const LEAD = '+12025550123';

describe('while the two talk', () => {
  let harness: Harness;
  let carrier: TestCarrier;
  before(async () => {
    harness = await Harness.start({
      env: { SIP_LEG_PROBE_MS: '500', SIP_LEG_PROBE_WAIT_MS: '300', SIP_CALL_MS: '3000' },
    });
    carrier = await harness.carrier({
      policy: () => ({ ringAfterMs: 5, outcome: { type: 'answer', afterMs: 5 } }),
    });
  });
  after(() => harness[Symbol.asyncDispose]());

  test('the agent holds and resumes: the lead hears silence and then the agent again', async () => {
    const agent = await harness.phone({ user: 'ann', answerAfterMs: 5 });
    const permit = permitFor('ann', LEAD);
    await harness.calls.placeCall({ requestId: '1', permit });
    await harness.log.reached(permit.attemptId, 'bridged');
    const lead = carrier.callTo(LEAD);
    await eventually(clock, 'the lead hears the agent', () => lead?.heardHz() !== undefined);
    await agent.call?.hold();
    await eventually(clock, 'silence', () => lead?.heardHz() === undefined);
    await agent.call?.resume();
    await eventually(clock, 'the agent again', () => lead?.heardHz() !== undefined);
    await agent.hangUp();
    assert.equal((await harness.log.ended(permit.attemptId)).endCause, EndCause.END_CAUSE_AGENT_HUNG_UP);
  });

  test('F53 F54 an agent’s phone that vanishes without a word is noticed, and the lead is let go', async () => {
    const peer = await RawPeer.open();
    await harness.account('bea');
    await peer.register(harness.registrar, { user: 'bea' });
    const permit = permitFor('bea', LEAD);
    await harness.calls.placeCall({ requestId: '2', permit });
    peer.answer(await peer.next('INVITE'), 200);
    await peer.next('ACK');
    await harness.log.reached(permit.attemptId, 'bridged');
    // From here on the phone says nothing more: not to OPTIONS, not to the BYE.
    const record = await harness.log.ended(permit.attemptId);
    assert.equal(record.endCause, EndCause.END_CAUSE_LOST);
    await eventually(clock, 'the lead is let go', () => carrier.ledger.live === 0);
    peer.close();
  });

  test('F54 a call of which no sound comes from one side is ended, one with sound goes on', async () => {
    await using own = await Harness.start({ env: { SIP_SILENCE_MS: '1200', SIP_SILENCE_CHECK_MS: '100' } });
    const network = await own.carrier({
      policy: () => ({ ringAfterMs: 5, outcome: { type: 'answer', afterMs: 5 } }),
    });
    const dial = async (user: string, phone: string) => {
      const permit = permitFor(user, phone);
      await own.calls.placeCall({ requestId: permit.attemptId, permit });
      return permit.attemptId;
    };
    const agent = await own.phone({ user: 'fay', answerAfterMs: 5 });
    const loud = await dial('fay', LEAD);
    await own.log.reached(loud, 'bridged');
    const mute = await RawPeer.open();
    await own.account('gil');
    await mute.register(own.registrar, { user: 'gil' });
    const quiet = await dial('gil', '+12025550124');
    mute.answer(await mute.next('INVITE'), 200);
    await mute.next('ACK');
    const record = await own.log.ended(quiet);
    assert.deepEqual([record.endCause, record.reason], [EndCause.END_CAUSE_LOST, 'MEDIA_SILENT']);
    await eventually(clock, 'its lead is let go', () => network.ledger.live === 1);
    // Begun before it, and watched by the same limit.
    assert.equal(agent.state, 'talking');
    await agent.hangUp();
    assert.equal((await own.log.ended(loud)).endCause, EndCause.END_CAUSE_AGENT_HUNG_UP);
    mute.close();
  });

  test('a second offer while the first is being answered is 500 with Retry-After; REFER is 403; UPDATE without SDP is 200', async () => {
    const peer = await RawPeer.open();
    await harness.account('cem');
    await peer.register(harness.registrar, { user: 'cem' });
    const permit = permitFor('cem', LEAD);
    await harness.calls.placeCall({ requestId: '3', permit });
    const invite = await peer.next('INVITE');
    peer.answer(invite, 200);
    await peer.next('ACK');
    await harness.log.reached(permit.attemptId, 'bridged');
    const inDialog = (method: string, headers: string[] = []) =>
      peer.requestInDialog(harness.registrar, method, invite, headers);
    assert.match(
      await inDialog('REFER', [
        'Refer-To: <sip:+19005551234@evil>',
        `Contact: <sip:cem@127.0.0.1:${peer.port}>`,
      ]),
      /^SIP\/2\.0 403 /,
    );
    assert.match(await inDialog('UPDATE', [`Contact: <sip:cem@127.0.0.1:${peer.port}>`]), /^SIP\/2\.0 200 /);
    assert.match(await inDialog('INFO'), /^SIP\/2\.0 200 /);
    const contact = [`Contact: <sip:cem@127.0.0.1:${peer.port}>`];
    const answers = await Promise.all([inDialog('INVITE', contact), inDialog('INVITE', contact)]);
    assert.deepEqual(
      answers.map((answer) => answer.slice(8, 11)),
      ['200', '500'],
    );
    const bye = await inDialog('BYE');
    assert.match(bye, /^SIP\/2\.0 200 /);
    assert.equal(headerOf(bye, 'Call-ID'), `${permit.attemptId}-a1`);
    assert.equal((await harness.log.ended(permit.attemptId)).endCause, EndCause.END_CAUSE_AGENT_HUNG_UP);
    peer.close();
  });

  test('a call longer than allowed is ended', async () => {
    const agent = await harness.phone({ user: 'dan', answerAfterMs: 5 });
    const permit = permitFor('dan', LEAD);
    await harness.calls.placeCall({ requestId: '4', permit });
    const record = await harness.log.ended(permit.attemptId);
    assert.equal(record.reason, 'CALL_LENGTH_LIMIT');
    await eventually(clock, 'both are let go', () => agent.state === 'idle' && carrier.ledger.live === 0);
  });
});
