import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { RegistrationStatus, type TrunkState } from '@firstring/contracts/sip/trunk_service';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually } from '@firstring/kernel/testing';
import { Harness } from './_harness.ts';
import { headerOf, RawPeer } from './_raw-peer.ts';

const CHALLENGE = 'Digest realm="carrier", nonce="n1", algorithm=SHA-256, qop="auth"';

describe('we register at a carrier', () => {
  let harness: Harness;
  let peer: RawPeer;
  let other: RawPeer;
  let trunkId = '';
  let count = 0;
  before(async () => {
    harness = await Harness.start({ env: { SIP_TRUNK_WATCH_MS: '50' } });
  });
  after(() => harness[Symbol.asyncDispose]());
  beforeEach(async () => {
    if (trunkId !== '') await harness.trunks.deleteTrunk({ requestId: trunkId, trunkId });
    peer?.close();
    other?.close();
    peer = await RawPeer.open();
    other = await RawPeer.open();
    count += 1;
    trunkId = `carrier-${count}`;
  });
  after(() => {
    peer.close();
    other.close();
  });

  const put = (...peers: readonly RawPeer[]): Promise<void> =>
    harness.trunk({
      trunkId,
      targets: peers.map(({ port }, priority) => ({
        address: `127.0.0.1:${port};transport=udp`,
        priority,
      })),
      username: 'acme',
      password: 'trunk password',
      realm: 'carrier',
      registration: { enabled: true, domain: 'carrier.example', expiresSeconds: 120 },
      probe: { off: true },
    });
  const stateIs = (status: RegistrationStatus): Promise<TrunkState> =>
    eventually(clock, `the trunk is ${status}`, async () => {
      const { state } = await harness.trunks.getTrunk({ trunkId });
      return state?.registration?.status === status && state;
    });

  test('REGISTER, challenge, answer: registered, and the state says until when and where', async () => {
    await put(peer);
    const first = await peer.next('REGISTER');
    assert.match(first, /^REGISTER sip:carrier\.example SIP/);
    assert.match(headerOf(first, 'To'), /<sip:acme@carrier\.example>/);
    assert.equal(headerOf(first, 'Expires'), '120');
    assert.match(headerOf(first, 'Contact'), /<sip:acme@127\.0\.0\.1:\d+>/);
    peer.answer(first, 401, { headers: [`WWW-Authenticate: ${CHALLENGE}`] });
    const second = await peer.next('REGISTER');
    assert.match(headerOf(second, 'Authorization'), /^Digest username="acme", realm="carrier".*SHA-256/);
    assert.equal(headerOf(second, 'Call-ID'), headerOf(first, 'Call-ID'));
    const cseq = (message: string): number => Number.parseInt(headerOf(message, 'CSeq'), 10);
    assert.equal(cseq(second), cseq(first) + 1);
    const stranger = '<sip:acme@192.0.2.7>;expires=7';
    peer.answer(second, 200, {
      headers: [`Contact: ${stranger}, ${headerOf(second, 'Contact')};expires=90`],
    });
    const { registration } = await stateIs(RegistrationStatus.REGISTRATION_STATUS_REGISTERED);
    const leftMs = (registration?.expireTime?.getTime() ?? 0) - clock.now();
    assert.ok(leftMs > 80_000 && leftMs <= 90_000, `${leftMs} ms are left`);
    assert.equal(registration?.target, `127.0.0.1:${peer.port};transport=udp`);
    assert.equal(registration?.sipStatus, 200);
  });

  test('sip/37 a challenge of another realm is not answered with our password, and the state says so', async () => {
    await put(peer);
    const challenge = CHALLENGE.replace('"carrier"', '"somebody else"');
    peer.answer(await peer.next('REGISTER'), 401, { headers: [`WWW-Authenticate: ${challenge}`] });
    const { registration } = await stateIs(RegistrationStatus.REGISTRATION_STATUS_FAILED);
    assert.match(registration?.reason ?? '', /another realm/);
    assert.equal(peer.pending('REGISTER'), 0);
  });

  test('a refused password is tried once, then rests for a minute', async () => {
    await put(peer);
    for (let asked = 0; asked < 2; asked += 1) {
      peer.answer(await peer.next('REGISTER'), 407, { headers: [`Proxy-Authenticate: ${CHALLENGE}`] });
    }
    const { registration } = await stateIs(RegistrationStatus.REGISTRATION_STATUS_FAILED);
    assert.match(registration?.reason ?? '', /password/);
    const waitMs = (registration?.nextTryTime?.getTime() ?? 0) - clock.now();
    assert.ok(waitMs > 50_000, `tried again in ${waitMs} ms`);
  });

  test('423 is asked again with the carrier’s own shortest lifetime', async () => {
    await put(peer);
    peer.answer(await peer.next('REGISTER'), 423, { headers: ['Min-Expires: 300'] });
    const again = await peer.next('REGISTER');
    assert.equal(headerOf(again, 'Expires'), '300');
    peer.answer(again, 200, { headers: ['Expires: 300'] });
    await stateIs(RegistrationStatus.REGISTRATION_STATUS_REGISTERED);
  });

  test('a target that answers 503 is followed by the next one at once', async () => {
    await put(peer, other);
    peer.answer(await peer.next('REGISTER'), 503);
    peer.close();
    const second = await other.next('REGISTER');
    other.answer(second, 200, { headers: ['Expires: 60'] });
    const { registration } = await stateIs(RegistrationStatus.REGISTRATION_STATUS_REGISTERED);
    assert.equal(registration?.target, `127.0.0.1:${other.port};transport=udp`);
    peer = await RawPeer.open();
  });

  test('when the service stops, it takes its registration back', async () => {
    await put(peer);
    peer.answer(await peer.next('REGISTER'), 200, { headers: ['Expires: 60'] });
    await stateIs(RegistrationStatus.REGISTRATION_STATUS_REGISTERED);
    const stopped = harness.stopService();
    const last = await peer.next('REGISTER');
    assert.equal(headerOf(last, 'Expires'), '0');
    peer.answer(last, 200);
    await stopped;
    await harness.startService();
    peer.answer(await peer.next('REGISTER'), 200, { headers: ['Expires: 60'] });
  });
});
