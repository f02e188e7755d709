import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { Secret, silentLog as log } from '@firstring/kernel';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import {
  createAnchor,
  createNgClient,
  startMediaRelay,
  type MediaRelay,
  type NgClient,
} from '@firstring/media-relay';
import { eventually } from '@firstring/media-relay/testing';
import { toneSamples, writeWav } from '@firstring/rtp/audio';
import { buildOffer } from '@firstring/rtp/sdp';
import { createSipEngine, type SipEngine } from '@firstring/sip-engine';
import {
  createChallenges,
  Nonces,
  parseCredentials,
  verifyCredentials,
  type DigestAlgorithm,
} from '@firstring/sip-engine/auth';
import { SipApp, type SentSipRequest, type SipDialog, type SipResponse } from './sip-app.ts';
import { TestCarrier, type TestCarrierOptions } from './test-carrier.ts';
import { seededRandom } from '@firstring/kernel/testing';
import { UdpRelay } from './udp-relay.ts';
import { createTestPhone, type TestPhone, type TestPhoneOptions } from './test-phone.ts';

const SECRET = 'testkit';
const PASSWORD = 'correct horse battery';

/** Phones and carrier live on one engine, the product's stand-in on the other. */
describe('telephones', () => {
  let outside: SipEngine;
  let inside: SipEngine;
  let telephones: SipApp;
  let product: SipApp;
  let relay: MediaRelay;
  let ng: NgClient;
  let algorithms: readonly DigestAlgorithm[] = ['SHA-256', 'MD5'];
  let granted: { expiresS: number; times: number } = { expiresS: 60, times: 0 };
  let open = true;

  before(async () => {
    outside = await startEngine();
    inside = await startEngine();
    telephones = await SipApp.connect({ host: '127.0.0.1', port: outside.controlPort, secret: SECRET });
    product = await SipApp.connect({ host: '127.0.0.1', port: inside.controlPort, secret: SECRET });
    registrar(product, {
      algorithms: () => algorithms,
      open: () => open,
      grant: () => {
        granted.times += 1;
        return granted.expiresS;
      },
    });
    relay = await startMediaRelay({
      clock,
      random,
      log,
      interface: '127.0.0.1',
      portMin: 24_500,
      portMax: 24_699,
      listenNg: { host: '127.0.0.1', port: 0 },
    });
    ng = createNgClient({ clock, random, host: '127.0.0.1', port: relay.ngPort, timeoutMs: 10_000 });
  });
  after(async () => {
    await ng.close();
    await relay.close();
    telephones.disconnect();
    product.disconnect();
    await outside.close();
    await inside.close();
  });

  const phone = (options: Partial<TestPhoneOptions> = {}): Promise<TestPhone> =>
    createTestPhone({
      app: telephones,
      clock,
      random,
      log,
      user: 'agent-7',
      password: PASSWORD,
      registrar: product.contact,
      localAddress: '127.0.0.1',
      ...options,
    });
  const carrier = (options: Partial<TestCarrierOptions> = {}): TestCarrier =>
    new TestCarrier({ app: telephones, clock, random, log, localAddress: '127.0.0.1', ...options });
  const call = (user: string, localSdp: string, progress: (response: SipResponse) => void = () => {}) =>
    product.srf.createUAC(
      `sip:${user}@${telephones.contact.host}:${telephones.contact.port}`,
      { localSdp, headers: { 'X-Permit': 'p-1' } },
      { cbProvisional: progress },
    );

  for (const offered of [['SHA-256', 'MD5'], ['MD5']] as const) {
    test(`a phone registers with the strongest of ${offered.join(' and ')}`, async () => {
      algorithms = offered;
      await using it = await phone();
      assert.equal(it.registration.algorithm, offered[0]);
      algorithms = ['SHA-256', 'MD5'];
    });
  }

  test('a wrong password leaves the phone without registration', async () => {
    await assert.rejects(phone({ password: 'wrong' }), {
      reason: 'SIP_UNAVAILABLE',
      details: { status: '403' },
    });
  });

  test('a phone refreshes at half the granted time, and says when it is refused', async () => {
    granted = { expiresS: 1, times: 0 };
    await using it = await phone();
    await eventually(clock, 'two refreshes', () => granted.times >= 3);
    open = false;
    const [status] = await once(it, 'unregistered');
    assert.equal(status, 403);
    open = true;
    granted = { expiresS: 60, times: 0 };
  });

  test('a phone registers through a network that loses every fifth datagram', async () => {
    await using network = await UdpRelay.open({
      clock,
      random: seededRandom('lossy registration'),
      log,
      target: product.contact,
      toTarget: { drop: 0.2 },
      toClient: { drop: 0.2 },
    });
    await using it = await phone({ registrar: { host: '127.0.0.1', port: network.port } });
    assert.equal(it.state, 'idle');
    assert.ok(network.stats.toTarget.forwarded >= 2);
  });

  test('agent first, then the lead: both hear the other through the anchor, and the ledger knows the call', async () => {
    await using agent = await phone({ answerAfterMs: 20 });
    await using network = carrier();
    const anchor = createAnchor(ng, random.uuid());
    const agentLeg = await call('agent-7', await anchor.agentOffer());
    await anchor.agentAnswered(agentLeg.remote.sdp);
    await anchor.playRingback();
    await hears(() => agent.heardHz(), [440, 480]);
    const leadLeg = await call('+15551230001', await anchor.leadOffer());
    await anchor.leadAnswered(leadLeg.remote.sdp);
    await anchor.stopRingback();
    await hears(() => agent.heardHz(), [1000]);
    await hears(() => network.callTo('+15551230001')?.heardHz(), [440]);

    const ended = Promise.all([once(agent, 'ended'), once(network, 'ended')]);
    await Promise.all([agentLeg.destroy(), leadLeg.destroy()]);
    await ended;
    await anchor.release();
    const [entry] = network.ledger.entries;
    assert.equal(entry?.number, '+15551230001');
    assert.equal(entry.end, 'caller-hung-up');
    assert.equal(entry.status, 200);
    assert.equal(entry.xHeaders['x-permit'], 'p-1');
    assert.ok((entry.ringingAt ?? 0) <= (entry.answeredAt ?? 0));
  });

  test('hold, resume and hang-up of the phone reach the other side', async () => {
    await using agent = await phone({ answerAfterMs: 0 });
    const anchor = createAnchor(ng, random.uuid());
    const leg = await call('agent-7', await anchor.agentOffer());
    await anchor.agentAnswered(leg.remote.sdp);
    const seen: string[] = [];
    answerReinvites(leg, async (sdp) => {
      const answer = await anchor.agentReoffered(sdp);
      seen.push(/a=(sendrecv|inactive)/.exec(answer)?.[1] ?? '');
      return answer;
    });
    await agent.call?.hold();
    const reinvite = { method: 'INVITE', headers: { 'Content-Type': 'application/sdp' } };
    const whileHeld = await leg.request({ ...reinvite, body: await anchor.agentOffer() });
    assert.match(whileHeld.body ?? '', /a=inactive/);
    await agent.call?.resume();
    assert.deepEqual(seen, ['inactive', 'sendrecv']);
    const bye = once(leg, 'destroy');
    await agent.hangUp();
    await bye;
    assert.equal(agent.state, 'idle');
    await anchor.release();
  });

  test('early media is heard before the answer', async () => {
    await using network = carrier();
    const anchor = createAnchor(ng, random.uuid());
    await using agent = await phone({ answerAfterMs: 0 });
    const agentLeg = await call('agent-7', await anchor.agentOffer());
    await anchor.agentAnswered(agentLeg.remote.sdp);
    const early = Promise.withResolvers<string>();
    const leadLeg = call('15550083', await anchor.leadOffer(), (response) =>
      early.resolve(response.body ?? ''),
    );
    await anchor.leadAnswered(await early.promise);
    await hears(() => agent.heardHz(), [1000]);
    assert.equal(network.ledger.entries[0]?.answeredAt, undefined);
    await (await leadLeg).destroy();
    await agentLeg.destroy();
    await anchor.release();
  });

  const refusals = { '15550086': 486, '15550003': 503, '15550004': 404 };
  for (const [number, status] of Object.entries(refusals)) {
    test(`number ${number} is refused with ${status} by default`, async () => {
      await using network = carrier();
      await assert.rejects(call(number, offer()), { status });
      assert.equal(network.ledger.entries[0]?.status, status);
      assert.equal(network.ledger.live, 0);
    });
  }

  test('a caller who gives up is in the ledger as cancelled, and nothing is played after', async () => {
    await using network = carrier();
    const { host, port } = telephones.contact;
    const ringing = Promise.withResolvers<SentSipRequest>();
    const final = Promise.withResolvers<number>();
    const options = { method: 'INVITE', headers: { 'Content-Type': 'application/sdp' }, body: offer() };
    product.srf.request(`sip:15550080@${host}:${port}`, options, (error, request) => {
      if (request === undefined) ringing.reject(error);
      request?.on('response', ({ status }) =>
        status < 200 ? ringing.resolve(request) : final.resolve(status),
      );
    });
    const request = await ringing.promise;
    request.cancel(() => {});
    assert.equal(await final.promise, 487);
    await eventually(clock, 'the ledger entry ends', () => network.ledger.entries[0]?.end === 'cancelled');
  });

  test('the phone can refuse; a second call finds it busy', async () => {
    await using agent = await phone();
    const first = call('agent-7', offer());
    const rejected = assert.rejects(first, { status: 480 });
    await once(agent, 'ringing');
    await assert.rejects(call('agent-7', offer()), { status: 486 });
    agent.reject(480);
    await rejected;
    assert.equal(agent.state, 'idle');
  });

  test('a phone that has vanished in the middle of a call leaves its number to the next', async () => {
    await using old = await phone();
    const first = call('agent-7', offer());
    const gone = assert.rejects(first, { status: 480 });
    await once(old, 'ringing');
    old.vanish();
    await using next = await phone();
    const second = call('agent-7', offer());
    const refused = assert.rejects(second, { status: 486 });
    await once(next, 'ringing');
    next.reject(486);
    old.reject(480);
    await Promise.all([gone, refused]);
  });

  test('a trunk with a password lets in who knows it, and nobody else', async () => {
    const account = {
      user: 'trunk',
      password: 'secret-trunk',
      realm: 'carrier.example',
      algorithms: ['MD5'],
    } as const;
    await using network = carrier({
      account,
      policy: () => ({ outcome: { type: 'reject', status: 486, afterMs: 0 } }),
    });
    const { host, port } = telephones.contact;
    const dial = async (password: string): Promise<SipDialog> =>
      product.srf.createUAC(
        `sip:15550001@${host}:${port}`,
        { localSdp: offer(), auth: { username: 'trunk', password } },
        {},
      );
    await assert.rejects(dial('guess'), { status: 403 });
    assert.equal(network.ledger.entries.length, 0);
    await assert.rejects(dial('secret-trunk'), { status: 486 });
    assert.equal(network.ledger.entries.length, 1);
  });

  test('a lead calls in, hears music, and hangs up', async () => {
    await using network = carrier();
    const anchor = createAnchor(ng, random.uuid());
    const takes = product.onInvite(
      (user) => user === '18005550100',
      (request, response) => {
        anchor
          .leadReoffered(request.body ?? '')
          .then((localSdp) => product.srf.createUAS(request, response, { localSdp }))
          .catch(() => response.send(500));
      },
    );
    const dialed = await network.dialIn({ from: '15557654321', to: '18005550100', target: product.contact });
    const talking = await dialed.answered;
    await anchor.play('lead', { type: 'blob', bytes: music() }, 50);
    await hears(() => talking.heardHz(), [1400]);
    await talking.hangUp();
    assert.equal(await dialed.ended, 'hung-up');
    await anchor.release();
    takes();
  });

  function offer(): string {
    return buildOffer({ address: '127.0.0.1', port: 9, sessionId: 1, sessionVersion: 1 });
  }
});

async function hears(heardHz: () => number | undefined, wanted: readonly number[]): Promise<void> {
  await eventually(clock, `hears ${wanted.join(' or ')} Hz`, () => {
    const heard = heardHz();
    return heard !== undefined && wanted.some((hz) => Math.abs(hz - heard) <= 10);
  });
}

function music(): Uint8Array {
  const samples = toneSamples({ frequenciesHz: [1400] }, 0, 8000);
  return writeWav({ encoding: 'PCMU', sampleRateHz: 8000, samples });
}

function answerReinvites(leg: SipDialog, answer: (sdp: string) => Promise<string>): void {
  leg.on('modify', (request, response) => {
    answer(request.body)
      .then((body) => response.send(200, { headers: { 'Content-Type': 'application/sdp' }, body }))
      .catch(() => response.send(488));
  });
}

function startEngine(): Promise<SipEngine> {
  return createSipEngine({
    clock,
    random,
    log,
    listeners: [{ protocol: 'udp', address: '127.0.0.1', port: 0 }],
    control: { host: '127.0.0.1', port: 0, secret: new Secret(SECRET) },
    timers: { t1Ms: 50, t2Ms: 200, t4Ms: 250 },
  });
}

/** Takes anybody who knows the password. */
function registrar(
  app: SipApp,
  rules: { algorithms: () => readonly DigestAlgorithm[]; open: () => boolean; grant: () => number },
): void {
  const nonces = new Nonces(
    { clock, random },
    { key: random.bytes(32), lifetimeMs: 60_000, trackedMax: 100 },
  );
  app.srf.use('register', (request, response) => {
    const realm = { realm: 'firstring', algorithms: rules.algorithms() };
    const credentials = parseCredentials(request.get('authorization') ?? '');
    if (credentials === undefined) {
      const challenges = createChallenges(nonces, realm).join('\r\nWWW-Authenticate: ');
      response.send(401, { headers: { 'WWW-Authenticate': challenges } });
      return;
    }
    const secret = { type: 'password', password: PASSWORD } as const;
    const claim = { credentials, method: 'REGISTER', requestUri: request.uri, secret };
    const { type } = verifyCredentials(nonces, realm, claim);
    const headers = { Contact: request.get('contact') ?? '', Expires: String(rules.grant()) };
    if (type === 'accepted' && rules.open()) response.send(200, { headers });
    else response.send(403);
  });
}
