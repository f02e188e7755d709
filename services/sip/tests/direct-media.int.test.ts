import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { systemClock as clock } from '@firstring/kernel/system';
import { buildOffer, describeAudio, parseSdp } from '@firstring/rtp/sdp';
import { eventually } from '@firstring/testkit';
import { PASSWORD, Harness } from './_harness.ts';
import { permitFor } from './_fake-claim.ts';
import { headerOf, RawPeer } from './_raw-peer.ts';
import { near } from './_talking.ts';

const LEAD = '+12025550123';

describe('media without the relay', () => {
  let harness: Harness;
  before(async () => {
    harness = await Harness.start();
  });
  after(() => harness[Symbol.asyncDispose]());

  const direct = (user: string) =>
    harness.phones.putPhoneAccount({
      requestId: user,
      account: { agentId: user, username: user, password: PASSWORD, directMedia: true },
    });

  /** Both ends on bare sockets: every message is seen. */
  const dialled = async (user: string, media: { direct?: boolean; delayedOffer?: boolean }) => {
    const [phone, trunk] = [await RawPeer.open(), await RawPeer.open()];
    await direct(user);
    await phone.register(harness.registrar, { user });
    await harness.trunk({ target: `127.0.0.1:${trunk.port};transport=udp`, media });
    const permit = permitFor(user, LEAD);
    await harness.calls.placeCall({ requestId: user, permit });
    const invite = await phone.next('INVITE');
    const end = async (): Promise<void> => {
      await phone.requestInDialog(harness.registrar, 'BYE', invite, []);
      trunk.answer(await trunk.next('BYE'), 200);
      await harness.log.ended(permit.attemptId);
      phone.close();
      trunk.close();
    };
    return { phone, trunk, invite, permit, end };
  };

  test('4.1.1 4.1.3 the agent’s phone is rung with a complete inactive offer, never with its own description', async () => {
    const { phone, trunk, invite, end } = await dialled('ann', { direct: true });
    assert.equal(audioOf(invite)?.direction, 'inactive');
    phone.answer(invite, 200, { sdp: sdp(40_000, 'inactive') });
    const ack = await phone.next('ACK');
    assert.equal(bodyOf(ack), '');
    const toLead = await trunk.next('INVITE');
    assert.deepEqual([audioOf(toLead)?.port, audioOf(toLead)?.direction], [40_000, 'sendrecv']);
    trunk.answer(toLead, 200, { sdp: sdp(50_000) });
    await trunk.next('ACK');
    const bridging = await phone.next('INVITE');
    assert.deepEqual([audioOf(bridging)?.port, audioOf(bridging)?.direction], [50_000, 'sendrecv']);
    assert.equal(originOf(bridging)?.sessionId, originOf(invite)?.sessionId);
    assert.equal(originOf(bridging)?.sessionVersion, (originOf(invite)?.sessionVersion ?? 0) + 1);
    phone.answer(bridging, 200, { sdp: sdp(40_000) });
    await phone.next('ACK');
    await harness.log.reached(headerOf(invite, 'Call-ID').replace(/-a1$/, ''), 'bridged');
    assert.equal(phone.pending('INVITE') + trunk.pending('INVITE'), 0);
    await end();
  });

  test('4.3 a phone that listens elsewhere than it said: the bridging ends with a re-INVITE of the lead that carries SDP', async () => {
    const { phone, trunk, invite, permit, end } = await dialled('bea', { direct: true });
    phone.answer(invite, 200, { sdp: sdp(40_000, 'inactive') });
    await phone.next('ACK');
    trunk.answer(await trunk.next('INVITE'), 200, { sdp: sdp(50_000) });
    phone.answer(await phone.next('INVITE'), 200, { sdp: sdp(40_002) });
    const moved = await trunk.next('INVITE');
    assert.equal(audioOf(moved)?.port, 40_002);
    trunk.answer(moved, 200, { sdp: sdp(50_000) });
    await harness.log.reached(permit.attemptId, 'bridged');
    await end();
  });

  test('F69 4.2.1 the bridging re-INVITE meets a 491, goes again, and the call is bridged', async () => {
    const { phone, trunk, invite, permit, end } = await dialled('cem', { direct: true });
    phone.answer(invite, 200, { sdp: sdp(40_000, 'inactive') });
    await phone.next('ACK');
    trunk.answer(await trunk.next('INVITE'), 200, { sdp: sdp(50_000) });
    const first = await phone.next('INVITE');
    const startedMs = clock.monotonicMs();
    phone.answer(first, 491);
    const again = await phone.next('INVITE');
    const waitedMs = clock.monotonicMs() - startedMs;
    assert.ok(waitedMs >= 2000 && waitedMs <= 9000, `waited ${waitedMs} ms`);
    assert.equal(audioOf(again)?.port, 50_000);
    phone.answer(again, 200, { sdp: sdp(40_000) });
    await harness.log.reached(permit.attemptId, 'bridged');
    await end();
  });

  test('4.2.3 a phone that answers a re-INVITE 180 first is bridged all the same', async () => {
    const { phone, trunk, invite, permit, end } = await dialled('dan', { direct: true });
    phone.answer(invite, 200, { sdp: sdp(40_000, 'inactive') });
    await phone.next('ACK');
    trunk.answer(await trunk.next('INVITE'), 200, { sdp: sdp(50_000) });
    const bridging = await phone.next('INVITE');
    phone.answer(bridging, 180);
    phone.answer(bridging, 200, { sdp: sdp(40_000) });
    await harness.log.reached(permit.attemptId, 'bridged');
    await end();
  });

  test('4.1.2 4.3 a trunk that offers in its 200 (RFC 3725 Flow IV): the answer in the ACK at once, then a re-INVITE with SDP', async () => {
    const { phone, trunk, invite, permit, end } = await dialled('eli', { direct: true, delayedOffer: true });
    phone.answer(invite, 200, { sdp: sdp(40_000, 'inactive') });
    await phone.next('ACK');
    const toLead = await trunk.next('INVITE');
    assert.equal(bodyOf(toLead), '');
    trunk.answer(toLead, 180);
    trunk.answer(toLead, 200, { sdp: sdp(50_000) });
    const bridging = await phone.next('INVITE');
    assert.equal(audioOf(bridging)?.port, 50_000);
    phone.answer(bridging, 200, { sdp: sdp(40_000) });
    assert.equal(audioOf(await trunk.next('ACK'))?.port, 40_000);
    const last = await trunk.next('INVITE');
    assert.equal(audioOf(last)?.port, 40_000);
    trunk.answer(last, 200, { sdp: sdp(50_000) });
    await harness.log.reached(permit.attemptId, 'bridged');
    await end();
  });

  test('4.1.2 an agent’s phone that does not answer in time: the lead’s 200 is acknowledged within seconds, and hung up', async () => {
    const { phone, trunk, invite, permit } = await dialled('flo', { direct: true, delayedOffer: true });
    phone.answer(invite, 200, { sdp: sdp(40_000, 'inactive') });
    await phone.next('ACK');
    const toLead = await trunk.next('INVITE');
    trunk.answer(toLead, 200, { sdp: sdp(50_000) });
    await phone.next('INVITE');
    await trunk.next('ACK');
    trunk.answer(await trunk.next('BYE'), 200);
    await harness.log.ended(permit.attemptId);
    phone.close();
    trunk.close();
  });

  test('a trunk that wants an offer later is served through the relay as well', async () => {
    const trunk = await RawPeer.open();
    const agent = await harness.phone({ user: 'gus', answerAfterMs: 5 });
    await harness.trunk({ target: `127.0.0.1:${trunk.port};transport=udp`, media: { delayedOffer: true } });
    const permit = permitFor('gus', LEAD);
    await harness.calls.placeCall({ requestId: 'gus', permit });
    trunk.answer(await trunk.next('INVITE'), 200, { sdp: sdp(50_000) });
    const answered = audioOf(await trunk.next('ACK'));
    const last = await trunk.next('INVITE');
    assert.equal(audioOf(last)?.port, answered?.port);
    trunk.answer(last, 200, { sdp: sdp(50_000) });
    await harness.log.reached(permit.attemptId, 'bridged');
    await agent.hangUp();
    trunk.answer(await trunk.next('BYE'), 200);
    await harness.log.ended(permit.attemptId);
    trunk.close();
  });

  test('with real voices: they talk without the relay; hold moves the call into it; another trunk takes it from the start', async () => {
    await using own = await Harness.start();
    await own.phones.putPhoneAccount({
      requestId: 'ida',
      account: { agentId: 'ida', username: 'ida', password: PASSWORD, directMedia: true },
    });
    const carrier = await own.carrier(
      { policy: () => ({ ringAfterMs: 5, outcome: { type: 'answer', afterMs: 5 } }) },
      { media: { direct: true } },
    );
    const agent = await own.phone({ user: 'ida', answerAfterMs: 5 });
    await own.phones.putPhoneAccount({
      requestId: 'ida2',
      account: { agentId: 'ida', username: 'ida', password: '', directMedia: true },
    });
    const dial = async (): Promise<string> => {
      const permit = permitFor('ida', LEAD);
      await own.calls.placeCall({ requestId: permit.attemptId, permit });
      await own.log.reached(permit.attemptId, 'bridged');
      return permit.attemptId;
    };
    const talk = (): Promise<unknown> =>
      eventually(
        clock,
        'they talk',
        () => near(agent.heardHz(), 1000) && near(carrier.callTo(LEAD)?.heardHz(), 440),
      );
    const attemptId = await dial();
    await talk();
    const ref = { requestId: 'h', attemptId, agentId: 'ida' };
    await own.calls.holdCall(ref);
    await eventually(clock, 'music', () => {
      const heardHz = carrier.callTo(LEAD)?.heardHz();
      return heardHz !== undefined && !near(heardHz, 440);
    });
    await own.calls.resumeCall(ref);
    await talk();
    await agent.call?.hold();
    await agent.call?.resume();
    await talk();
    await agent.hangUp();
    await own.log.ended(attemptId);
    await own.trunk();
    const next = await dial();
    await talk();
    await agent.hangUp();
    await own.log.ended(next);
  });
});

function sdp(port: number, direction: 'sendrecv' | 'inactive' = 'sendrecv'): string {
  return buildOffer({ address: '127.0.0.1', port, direction, sessionId: port, sessionVersion: 1 });
}

function bodyOf(message: string): string {
  return message.slice(message.indexOf('\r\n\r\n') + 4);
}

function audioOf(message: string) {
  return describeAudio(parseSdp(bodyOf(message)));
}

function originOf(message: string) {
  return parseSdp(bodyOf(message)).origin;
}
