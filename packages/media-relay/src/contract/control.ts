import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { createSocket } from 'node:dgram';
import { test } from 'node:test';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { eventually } from '@firstring/kernel/testing';
import { formatNgMessage } from '../ng-message.ts';
import { estimateMos, formatRtcp, formatRtpPacket } from '@firstring/rtp';
import { bridge, isRefusal, nextMatching, someOffer, wavOf, type ContractSuite } from './suite.ts';

/** The control protocol itself: figures, ends, refusals. */
export function controlContract(suite: ContractSuite): void {
  test('what is heard of each side is counted, with the time of the last packet', async (t) => {
    const call = await suite.newCall(t);
    await bridge(call);
    await Promise.all([call.agent.hears(1000), call.lead.hears(440)]);
    const { agent, lead } = await call.anchor.query();
    assert.ok(agent.packets >= 5 && lead.packets >= 5);
    assert.ok(Math.abs((lead.lastPacketAt ?? 0) - clock.now()) < 5000);
  });

  test('loss, jitter, keys and a score are told for each side', async (t) => {
    const call = await suite.newCall(t);
    await bridge(call);
    await Promise.all([call.agent.hears(1000), call.lead.hears(440)]);
    call.agent.ear.loseNext(5);
    await call.lead.hears(440);
    for (const [i, key] of ['4', '2'].entries()) {
      call.agent.ear.press(key);
      await eventually(clock, 'the key', () => call.lead.ear.digits.length > i);
      await call.lead.hears(440);
    }
    const { agent, lead } = await call.anchor.query();
    if (suite.differences.qualityOnlyFromRtcp !== undefined) {
      assert.deepEqual([agent.quality, agent.keys], [undefined, undefined]);
      return;
    }
    assert.equal(agent.quality?.lost, 5);
    assert.equal(lead.quality?.lost, 0);
    // How even the phone sends is up to the machine: the score must be that of what was measured.
    for (const { mos, jitterMs } of [agent.quality, lead.quality]) assert.ok(jitterMs >= 0 && mos >= 1);
    assert.ok(Math.abs(lead.quality.mos - bestScore(lead.quality)) < 0.01, JSON.stringify(lead.quality));
    assert.ok(agent.quality.mos < bestScore(agent.quality) - 0.01, 'what is lost costs');
    assert.deepEqual(
      agent.keys?.last.map(({ digit }) => digit),
      ['4', '2'],
    );
    assert.equal(lead.keys?.count, 0);
  });

  test('F54: a phone that has gone silent is told, one that waits or only listens is not', async (t) => {
    const call = await suite.newCall(t);
    const { anchor, agent, lead } = call;
    await bridge(call);
    await Promise.all([agent.hears(1000), lead.hears(440)]);
    // A busy machine holds up those who send as well, for a moment.
    const silent = (expected: readonly string[]): Promise<void> =>
      untilEqual(() => anchor.silentSides(3000, clock.now() + 2000), expected);
    await silent([]);
    lead.ear.stop();
    await silent(['lead']);
    await anchor.hold('lead');
    await silent([]);
    await anchor.resume('lead');
    lead.obey(await anchor.leadReoffered(lead.offer({ direction: 'recvonly' })));
    await silent([]);
  });

  test('F54: a muted phone that sends RTCP, or comfort noise, is not silent', async (t) => {
    const call = await suite.newCall(t);
    const { anchor, agent, lead } = call;
    await bridge(call);
    await Promise.all([agent.hears(1000), lead.hears(440)]);
    // Instants are whole seconds; the last of what is sent is 200 ms old.
    const silent = (): Promise<unknown> => anchor.silentSides(3000, clock.now() + 1000);
    const { localPort } = (await suite.ng.query({ callId: call.callId })).sides.find(
      ({ endpoint }) => endpoint?.port === lead.ear.port,
    ) ?? { localPort: 0 };
    const report = formatRtcp([{ type: 'receiver-report', ssrc: 7, reports: [] }]);
    const noise = { payloadType: 13, marker: false, ssrc: 7, payload: Uint8Array.of(60) };
    const ways = [
      { port: localPort + 1, datagram: () => report },
      {
        port: localPort,
        datagram: (count: number) =>
          formatRtpPacket({ ...noise, sequenceNumber: count, timestamp: count * 1600 }),
      },
    ];
    lead.ear.stop();
    for (const { port, datagram } of ways) {
      for (let count = 0; count < 16; count += 1) {
        lead.ear.sendRaw(datagram(count), { address: '127.0.0.1', port });
        await clock.sleep(200);
        assert.deepEqual(await silent(), []);
      }
    }
    await untilEqual(silent, ['lead']);
  });

  test('running calls are listed', async (t) => {
    const call = await suite.newCall(t);
    await call.anchor.agentOffer();
    assert.ok((await suite.ng.list(200)).includes(call.callId));
    assert.equal((await suite.ng.list(1)).length, 1);
    await call.anchor.release();
    assert.ok(!(await suite.ng.list(200)).includes(call.callId));
  });

  test('a side that never sent has no last packet', async (t) => {
    const { anchor, agent } = await suite.newCall(t);
    agent.ear.stop();
    await anchor.agentAnswered(agent.answer(await anchor.agentOffer()));
    const { packets, lastPacketAt } = (await anchor.query()).agent;
    assert.deepEqual([packets, lastPacketAt], [0, undefined]);
  });

  test('media ends with the release, and the call is unknown', async (t) => {
    const call = await suite.newCall(t);
    await bridge(call);
    await call.agent.hears(1000);
    await call.anchor.release();
    await Promise.all([call.agent.hearsNothing(), call.lead.hearsNothing()]);
    await assert.rejects(suite.ng.query({ callId: call.callId }), isRefusal);
    await assert.rejects(call.anchor.agentOffer(), { reason: 'MEDIA_UNAVAILABLE' });
  });

  test('a request that comes twice is carried out once and answered twice alike', async (t) => {
    const socket = createSocket('udp4');
    t.after(() => socket.close());
    const callId = `twice-${random.uuid()}`;
    await suite.ng.offer({ callId, fromTag: 'a', sdp: someOffer() });
    // Carried out a second time, it would find no call and warn.
    const body = { command: 'delete', 'call-id': callId, 'delete delay': 0 };
    const request = formatNgMessage({ cookie: random.uuid(), body });
    const answers: string[] = [];
    socket.on('message', (datagram) => answers.push(datagram.toString('latin1')));
    for (let i = 0; i < 3; i += 1) socket.send(request, suite.ngPort, '127.0.0.1');
    await eventually(clock, 'three answers', () => answers.length >= 3);
    assert.equal(new Set(answers).size, 1);
    assert.equal(answers[0]?.includes('warning'), false);
  });

  test('commands for an unknown call are refused, ending it is not', async () => {
    const callId = `unknown-${random.uuid()}`;
    const sdp = someOffer();
    await assert.rejects(suite.ng.answer({ callId, fromTag: 'a', toTag: 'b', sdp }), isRefusal);
    await assert.rejects(suite.ng.query({ callId }), isRefusal);
    await assert.rejects(suite.ng.stopMedia({ callId, fromTag: 'a' }), isRefusal);
    await assert.rejects(
      suite.ng.playMedia({ callId, fromTag: 'a', source: { type: 'blob', bytes: wavOf(440) } }),
      isRefusal,
    );
    await suite.ng.delete({ callId });
  });

  test('a description without sense is refused and leaves the call as it was', async (t) => {
    const call = await suite.newCall(t);
    await bridge(call);
    const { callId } = call;
    await assert.rejects(
      suite.ng.offer({ callId, fromTag: 'agent', toTag: 'lead', sdp: 'hello' }),
      isRefusal,
    );
    await Promise.all([call.lead.hears(440), call.agent.hears(1000)]);
  });

  test('datagrams that are no requests are survived', async (t) => {
    const socket = createSocket('udp4');
    t.after(() => socket.close());
    for (const junk of [
      '',
      ' ',
      'x',
      'cookie',
      'cookie d',
      'cookie i5e',
      'c d7:command',
      `c ${'l'.repeat(500)}`,
    ]) {
      socket.send(Buffer.from(junk), suite.ngPort, '127.0.0.1');
    }
    const unknown = formatNgMessage({ cookie: 'junk-1', body: { command: 'dance' } });
    socket.send(unknown, suite.ngPort, '127.0.0.1');
    const [answer] = await nextMatching(socket, 'junk-1');
    assert.equal(answer?.body['result'], 'error');
    await suite.ng.ping();
  });
}

async function untilEqual(look: () => Promise<unknown>, expected: unknown): Promise<void> {
  const untilMs = clock.monotonicMs() + 10_000;
  for (;;) {
    const seen = await look();
    if (isDeepStrictEqual(seen, expected)) return;
    if (clock.monotonicMs() > untilMs) assert.deepEqual(seen, expected);
    await clock.sleep(50);
  }
}

/** The score of a line with this jitter and no loss. */
function bestScore({ jitterMs, roundTripMs }: { jitterMs: number; roundTripMs?: number }): number {
  return estimateMos({ lossFraction: 0, jitterMs, ...(roundTripMs !== undefined && { roundTripMs }) });
}
