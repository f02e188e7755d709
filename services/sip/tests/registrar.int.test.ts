import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually } from '@firstring/testkit';
import { Harness, PASSWORD } from './_harness.ts';
import { headerOf, RawPeer } from './_raw-peer.ts';
import { challengesOf, RawPhone, statusOf, type Asking } from './_raw-phone.ts';

describe('phones register', () => {
  let harness: Harness;
  let peer: RawPeer;
  let phone: RawPhone;
  before(async () => {
    harness = await Harness.start();
    peer = await RawPeer.open();
    phone = new RawPhone(harness, peer);
    for (const user of ['ann', 'bea', 'cem', 'dan', 'eli', 'flo', 'gus']) await harness.account(user);
  });
  after(async () => {
    peer.close();
    await harness[Symbol.asyncDispose]();
  });

  const send = (asking: Asking, authorization?: string) => phone.send(asking, authorization);
  const register = (asking: Asking) => phone.register(asking);
  const contact = (user: string): string => `<sip:${user}@192.0.2.9:5062>`;

  test('the challenge offers SHA-256 first, then MD5, each on a line of its own, and either is taken', async () => {
    const challenges = challengesOf(await send({ user: 'ann' }));
    assert.deepEqual(
      challenges.map((challenge) => /algorithm=([\w-]+)/.exec(challenge)?.[1]),
      ['SHA-256', 'MD5'],
    );
    for (const algorithm of ['SHA-256', 'MD5']) {
      const answer = await register({ user: 'ann', algorithm, contact: contact('ann'), expires: '120' });
      assert.equal(statusOf(answer), 200);
      assert.match(headerOf(answer, 'Contact'), /^<sip:ann@192\.0\.2\.9:5062>;expires=120$/);
    }
    const { accounts } = await harness.phones.listPhoneAccounts({ agentId: 'ann' });
    assert.equal(accounts[0]?.registered, true);
    assert.equal(accounts[0]?.userAgent, 'raw phone');
    assert.equal(accounts[0]?.password, '');
  });

  test('a NATed UDP phone is rung where its REGISTER came from, not at the address it believes to have', async () => {
    await register({ user: 'bea', contact: '<sip:bea@10.255.255.1:5099>', expires: '120' });
    await harness.calls.ringAgent({
      requestId: 'r',
      key: { processId: 'process-1', phone: '+12025550123', leadId: 'lead-1' },
      agentId: 'bea',
      attemptId: 'nat-1',
      fencingToken: 1n,
    });
    const invite = await peer.next('INVITE');
    assert.match(invite, /^INVITE sip:bea@10\.255\.255\.1:5099 /);
    assert.equal(headerOf(invite, 'X-Firstring-Attempt'), 'nat-1');
    assert.match(headerOf(invite, 'User-Agent'), /Firstring/);
    assert.match(headerOf(invite, 'Allow'), /INVITE/);
    peer.answer(invite, 486);
    await peer.next('ACK');
    await harness.log.ended('nat-1');
  });

  test('expiry below a minute is 423 with Min-Expires, above an hour is an hour; * needs Expires: 0', async () => {
    const short = await register({ user: 'cem', contact: contact('cem'), expires: '30' });
    assert.equal(statusOf(short), 423);
    assert.equal(headerOf(short, 'Min-Expires'), '60');
    const long = await register({ user: 'cem', contact: contact('cem'), expires: '99999' });
    assert.match(headerOf(long, 'Contact'), /expires=3600/);
    assert.equal(statusOf(await register({ user: 'cem', contact: '*', expires: '60' })), 400);
    const gone = await register({ user: 'cem', contact: '*', expires: '0' });
    assert.equal(statusOf(gone), 200);
    assert.equal(headerOf(gone, 'Contact'), '');
    assert.equal((await harness.phones.listPhoneAccounts({ agentId: 'cem' })).accounts[0]?.registered, false);
  });

  test('credentials sent again are stale, not accepted; the next count of the same nonce is accepted', async () => {
    const asking = { user: 'dan', contact: contact('dan'), expires: '120' };
    const challenged = await send(asking);
    const first = phone.credentials(challenged, asking);
    assert.equal(statusOf(await send(asking, first)), 200);
    const replayed = await send(asking, first);
    assert.equal(statusOf(replayed), 401);
    assert.match(headerOf(replayed, 'WWW-Authenticate'), /stale=true/);
    assert.equal(statusOf(await send(asking, phone.credentials(challenged, asking, 2))), 200);
  });

  test('wrong password, unknown user and a foreign address of record are answered alike', async () => {
    for (const asking of [
      { user: 'eli', password: 'not the password' },
      { user: 'nobody' },
      { user: 'eli', to: 'ann' },
    ]) {
      assert.equal(statusOf(await register({ ...asking, contact: contact('eli') })), 403);
    }
  });

  test('five wrong passwords ban this source for this user, right password or not, and nobody else', async () => {
    const asking = { user: 'flo', contact: contact('flo'), expires: '120' };
    for (let failure = 0; failure < 5; failure += 1) {
      assert.equal(statusOf(await register({ ...asking, password: 'not the password' })), 403);
    }
    const banned = await send(asking);
    assert.equal(statusOf(banned), 403);
    assert.equal(headerOf(banned, 'WWW-Authenticate'), '');
    assert.equal(harness.service.stats().signInsBanned, 1);
    assert.equal(statusOf(await register({ user: 'gus', contact: contact('gus'), expires: '120' })), 200);
  });

  test('registrations outlive a restart; a nonce of the former run does not', async () => {
    const asking = { user: 'gus', contact: contact('gus'), expires: '120' };
    const challenged = await send(asking);
    await harness.restartService();
    const { accounts } = await harness.phones.listPhoneAccounts({ agentId: 'gus' });
    assert.equal(accounts[0]?.registered, true);
    assert.match(
      headerOf(await send(asking, phone.credentials(challenged, asking)), 'WWW-Authenticate'),
      /stale=true/,
    );
  });

  test('another password ends the registrations made with the old one', async () => {
    const account = { agentId: 'gus', username: 'gus', password: 'another good password' };
    const answer = await harness.phones.putPhoneAccount({ requestId: 'x', account });
    assert.equal(answer.account?.registered, false);
    assert.equal(answer.account?.password, '');
    await assert.rejects(
      harness.phones.putPhoneAccount({ requestId: 'y', account: { ...account, password: 'short' } }),
      { reason: 'PHONE_ACCOUNT_INVALID' },
    );
    await assert.rejects(
      harness.phones.putPhoneAccount({ requestId: 'z', account: { ...account, agentId: 'somebody else' } }),
      { reason: 'PHONE_ACCOUNT_INVALID' },
    );
  });

  test('a removed account is gone with its registrations; removing it again is no error', async () => {
    const agentId = 'hal';
    await harness.account(agentId);
    for (const requestId of ['x', 'y']) await harness.phones.deletePhoneAccount({ requestId, agentId });
    assert.deepEqual((await harness.phones.listPhoneAccounts({ agentId })).accounts, []);
  });

  test('passwords are nowhere in the store, and a trunk’s password is never read back', async () => {
    await harness.trunk({ username: 'firstring', password: 'trunk password' });
    const { trunks } = await harness.trunks.listTrunks({});
    assert.equal(trunks[0]?.account?.password, '');
    const stored = JSON.stringify([
      ...(harness.disk.collections.get('phone_account')?.records.values() ?? []),
    ]);
    assert.ok(stored.includes('sha256'));
    assert.ok(!stored.includes(PASSWORD));
  });

  test('other requests get an answer: OPTIONS 200, SUBSCRIBE 489, MESSAGE 405 with Allow; scanners none', async () => {
    const ask = (method: string, headers: string[] = []): Promise<string> =>
      peer.request(harness.registrar, method, phone.uri, [
        'From: <sip:a@b>;tag=1',
        'To: <sip:c@d>',
        ...headers,
      ]);
    const options = await ask('OPTIONS');
    assert.equal(statusOf(options), 200);
    assert.match(headerOf(options, 'Allow'), /INVITE/);
    assert.equal(statusOf(await ask('SUBSCRIBE', ['Event: presence', 'Contact: <sip:a@127.0.0.1>'])), 489);
    const message = await ask('MESSAGE');
    assert.equal(statusOf(message), 405);
    assert.match(headerOf(message, 'Allow'), /INVITE/);
    peer.send(harness.registrar, 'OPTIONS', phone.uri, [
      'From: <sip:a@b>;tag=1',
      'To: <sip:c@d>',
      'User-Agent: friendly-scanner',
    ]);
    await eventually(clock, 'the scanner is counted', () => harness.service.stats().scannersDropped === 1);
  });
});
