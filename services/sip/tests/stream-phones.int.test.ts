import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemRandom as random } from '@firstring/kernel/system';
import { answerChallenge } from '@firstring/sip-engine/auth';
import { StreamPeer } from '@firstring/sip-engine/testing';
import { splitChallenges } from '../src/sip/challenges.ts';
import { Harness, PASSWORD } from './_harness.ts';
import { RawPeer } from './_raw-peer.ts';

/** Registers a phone whose Contact names somebody else. */
async function register(phone: StreamPeer, user: string, contact: string): Promise<void> {
  const asking = (cseq: number, more: readonly { name: string; value: string }[]) =>
    phone.request('REGISTER', [
      { name: 'From', value: `<sip:${user}@firstring>;tag=f` },
      { name: 'To', value: `<sip:${user}@firstring>` },
      { name: 'Call-ID', value: `r-${user}` },
      { name: 'CSeq', value: `${cseq} REGISTER` },
      { name: 'Contact', value: `<${contact}>;expires=120` },
      ...more,
    ]);
  const first = asking(1, []);
  phone.send(first);
  const { headers } = await phone.takeResponse(401, 'REGISTER');
  const challenges = headers
    .filter(({ name }) => name.toLowerCase() === 'www-authenticate')
    .flatMap(({ value }) => splitChallenges(value));
  const account = { username: user, password: PASSWORD };
  const value = answerChallenge({ random, account }, challenges, { method: 'REGISTER', uri: first.uri });
  phone.send(asking(2, [{ name: 'Authorization', value: value ?? '' }]));
  await phone.takeResponse(200, 'REGISTER');
}

test('a phone on TCP or WebSocket is called over its own connection, and a Contact that leads to a trunk dials nobody', async () => {
  await using harness = await Harness.start({ streams: ['tcp', 'ws'] });
  const portOf = (protocol: string): number =>
    harness.engine.listeningOn.find((listener) => listener.protocol === protocol)?.port ?? 0;
  const trunk = await RawPeer.open();
  using desk = await StreamPeer.tcp(portOf('tcp'));
  using browser = await StreamPeer.webSocket(`ws://127.0.0.1:${portOf('ws')}`);
  for (const [agentId, phone] of [
    ['ann', desk],
    ['bea', browser],
  ] as const) {
    await harness.account(agentId);
    await register(phone, agentId, `sip:+19005550100@localhost:${trunk.port};transport=udp`);
    const attemptId = `ring-${agentId}`;
    await harness.calls.ringAgent({
      requestId: agentId,
      key: { processId: 'process-1', phone: '+12025550123', leadId: 'lead-1' },
      agentId,
      attemptId,
      fencingToken: 1n,
    });
    phone.respond(await phone.takeRequest('INVITE'), 486);
    await harness.log.ended(attemptId);
  }
  assert.equal(trunk.pending('INVITE'), 0);
  trunk.close();
});
