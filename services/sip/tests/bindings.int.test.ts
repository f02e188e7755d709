import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BanScope } from '@firstring/contracts/sip/registration_service';
import { Harness, PASSWORD } from './_harness.ts';
import { headerOf, RawPeer } from './_raw-peer.ts';
import { RawPhone, statusOf } from './_raw-phone.ts';

describe('bindings of phones', () => {
  let harness: Harness;
  let peer: RawPeer;
  let phone: RawPhone;
  before(async () => {
    harness = await Harness.start({ env: { SIP_CONTACTS_MAX: '2', SIP_CONTACTS_FULL: 'refuse' } });
    peer = await RawPeer.open();
    phone = new RawPhone(harness, peer);
    for (const user of ['ann', 'bea', 'cem', 'dan', 'eli', 'flo', 'gus']) await harness.account(user);
  });
  after(async () => {
    peer.close();
    await harness[Symbol.asyncDispose]();
  });

  const bindings = async (agentId: string) =>
    (await harness.registrations.listRegistrations({ agentId })).registrations;
  /** The INVITE that rings an agent's phone. */
  const ring = async (agentId: string): Promise<string> => {
    await harness.calls.ringAgent({
      requestId: agentId,
      key: { processId: 'process-1', phone: '+12025550123', leadId: 'lead-1' },
      agentId,
      attemptId: `ring-${agentId}`,
      fencingToken: 1n,
    });
    const invite = await peer.next('INVITE');
    peer.answer(invite, 486);
    await peer.next('ACK');
    await harness.log.ended(`ring-${agentId}`);
    return invite;
  };

  test('a phone behind proxies is reached along its Path, which is told back to it (RFC 3327)', async () => {
    const path = `<sip:127.0.0.1:${peer.port};lr;received=sip:10.0.0.9>, <sip:inner.example;lr>`;
    const answer = await phone.register({
      user: 'ann',
      contact: '<sip:ann@10.255.255.1:5099>',
      expires: '120',
      headers: ['Supported: path', `Path: ${path}`],
    });
    assert.equal(statusOf(answer), 200);
    assert.match(headerOf(answer, 'Supported'), /\bpath\b/);
    assert.match(
      headerOf(answer, 'Path'),
      /^<sip:127\.0\.0\.1:\d+;lr;received=sip:10\.0\.0\.9>,\s*<sip:inner/,
    );
    const invite = await ring('ann');
    assert.match(invite, /^INVITE sip:ann@10\.255\.255\.1:5099 /);
    assert.equal(headerOf(invite, 'Route').replaceAll(/,\s*/g, ', '), path);
    const [binding] = await bindings('ann');
    assert.deepEqual(binding?.path, path.split(', '));
  });

  test('a Path that leads to a trunk is no way to dial without a permit: the phone itself is called', async () => {
    const trunk = await RawPeer.open();
    await harness.account('ian');
    const answer = await phone.register({
      user: 'ian',
      contact: `<sip:+19005550100@localhost:${trunk.port}>`,
      expires: '120',
      headers: ['Supported: path', `Path: <sip:localhost:${trunk.port};lr>`],
    });
    assert.equal(statusOf(answer), 200);
    assert.match(await ring('ian'), /^INVITE sip:\+19005550100@localhost/);
    assert.equal(trunk.pending('INVITE'), 0);
    trunk.close();
  });

  test('a phone is offered its account’s codecs and packet time only', async () => {
    const account = { agentId: 'hal', username: 'hal', password: PASSWORD, codecs: ['PCMA'], packetMs: 30 };
    await harness.phones.putPhoneAccount({ requestId: 'hal', account });
    await phone.register({ user: 'hal', contact: '<sip:hal@10.0.0.1>', expires: '120' });
    const invite = await ring('hal');
    assert.match(invite, /^m=audio \d+ RTP\/AVP 8 \d+\r$/m);
    assert.match(invite, /^a=ptime:30\r$/m);
    await assert.rejects(
      harness.phones.putPhoneAccount({ requestId: 'hal2', account: { ...account, packetMs: 25 } }),
      { reason: 'PHONE_ACCOUNT_INVALID' },
    );
  });

  test('a phone that names its flow replaces that flow’s binding from wherever it comes (RFC 5626)', async () => {
    const flow = (regId: number, port: number) =>
      phone.register({
        user: 'bea',
        contact: `<sip:bea@10.0.0.1:${port}>;+sip.instance="<urn:uuid:b>";reg-id=${regId}`,
        expires: '120',
        headers: ['Supported: outbound, path'],
      });
    const first = await flow(1, 5000);
    assert.equal(headerOf(first, 'Require'), 'outbound');
    assert.match(headerOf(first, 'Contact'), /\+sip\.instance="<urn:uuid:b>";reg-id=1/);
    await flow(1, 6000);
    await flow(2, 7000);
    const known = await bindings('bea');
    assert.deepEqual(
      known.map(({ contact, phoneInstance, flowNumber }) => [contact, phoneInstance, flowNumber]),
      [
        ['sip:bea@10.0.0.1:6000', 'urn:uuid:b', 1],
        ['sip:bea@10.0.0.1:7000', 'urn:uuid:b', 2],
      ],
    );
  });

  test('sip/31 a phone too many is 403 where the policy refuses, and so is a REGISTER with a thousand contacts', async () => {
    for (const port of [5001, 5002]) {
      const contact = `<sip:cem@10.0.0.1:${port}>`;
      assert.equal(statusOf(await phone.register({ user: 'cem', contact, expires: '120' })), 200);
    }
    const third = await phone.register({ user: 'cem', contact: '<sip:cem@10.0.0.1:5003>', expires: '120' });
    assert.equal(statusOf(third), 403);
    const contacts = (count: number): string =>
      Array.from({ length: count }, (_, index) => `<sip:c${index}@h>`).join(',');
    const twenty = await phone.register({ user: 'cem', contact: contacts(20), expires: '120' });
    assert.equal(statusOf(twenty), 403);
    // The SIP server itself takes no list as long as that.
    const thousand = await phone.register({ user: 'cem', contact: contacts(1000), expires: '120' });
    assert.ok([400, 403].includes(statusOf(thousand)), thousand);
    assert.equal((await bindings('cem')).length, 2);
  });

  test('sip/33 Expires of 1 is 423 with Min-Expires, of 2^32 is an hour, of -1 is malformed, of 0 removes', async () => {
    const asking = { user: 'dan', contact: '<sip:dan@10.0.0.1>' };
    const short = await phone.register({ ...asking, expires: '1' });
    assert.deepEqual([statusOf(short), headerOf(short, 'Min-Expires')], [423, '60']);
    const long = await phone.register({ ...asking, expires: '4294967296' });
    assert.match(headerOf(long, 'Contact'), /expires=3600/);
    assert.equal(statusOf(await phone.register({ ...asking, expires: '-1' })), 400);
    assert.equal(statusOf(await phone.register({ ...asking, expires: '0' })), 200);
    assert.deepEqual(await bindings('dan'), []);
  });

  test('a REGISTER without Contact asks what is bound and changes nothing; * goes with nothing else', async () => {
    await phone.register({ user: 'eli', contact: '<sip:eli@10.0.0.1>', expires: '120' });
    const before = await bindings('eli');
    const asked = await phone.register({ user: 'eli' });
    assert.match(headerOf(asked, 'Contact'), /<sip:eli@10\.0\.0\.1>;expires=\d+/);
    assert.deepEqual(await bindings('eli'), before);
    const both = await phone.register({ user: 'eli', contact: '*, <sip:eli@10.0.0.2>', expires: '0' });
    assert.equal(statusOf(both), 400);
    assert.deepEqual(await bindings('eli'), before);
  });

  test('a binding tells who, where from, over what and until when, and can be removed; the phone may come back', async () => {
    const asking = { user: 'flo', contact: '<sip:flo@10.0.0.1:5070>', expires: '120' };
    await phone.register(asking);
    const [binding] = await bindings('flo');
    assert.equal(binding?.source, `127.0.0.1:${peer.port}`);
    assert.equal(binding?.transport, 'udp');
    assert.equal(binding?.userAgent, 'raw phone');
    assert.equal(binding?.username, 'flo');
    const registrationId = binding?.registrationId ?? '';
    const order = { requestId: 'r', agentId: 'flo', registrationId };
    await harness.registrations.removeRegistration(order);
    assert.deepEqual(await bindings('flo'), []);
    await assert.rejects(harness.registrations.removeRegistration(order), { reason: 'NOT_FOUND' });
    assert.equal(statusOf(await phone.register(asking)), 200);
  });

  test('sip/30 sip/35 a thousand wrong passwords: banned at the fifth, listed with its end, and free again once lifted', async () => {
    const asking = { user: 'gus', contact: '<sip:gus@10.0.0.1>', expires: '120' };
    for (let guess = 0; guess < 5; guess += 1) {
      assert.equal(statusOf(await phone.register({ ...asking, password: `guess ${guess}` })), 403);
    }
    // From here on nothing is even challenged.
    for (let guess = 0; guess < 100; guess += 1) assert.equal(statusOf(await phone.send(asking)), 403);
    const sql = { ...asking, user: "gus' OR '1'='1", to: 'gus', from: 'gus' };
    assert.equal(statusOf(await phone.register(sql)), 403);
    const { bans } = await harness.registrations.listBans({});
    assert.deepEqual(
      bans.map(({ scope, address, username, times }) => [scope, address, username, times]),
      [[BanScope.BAN_SCOPE_PAIR, '127.0.0.1', 'gus', 1]],
    );
    await harness.registrations.liftBan({ requestId: 'l', banId: bans[0]?.banId ?? '' });
    assert.equal(statusOf(await phone.register(asking)), 200);
  });
});
