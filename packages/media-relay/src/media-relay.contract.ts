import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { AppError } from '@firstring/kernel';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { buildOffer, describeAudio, parseSdp, TELEPHONY_CODECS, type AudioCodec } from '@firstring/rtp/sdp';
import { createAnchor } from './anchor.ts';
import { bridge, describeArrangements, wavOf, type CallUnderTest } from './arrangements.contract.ts';
import { createNgClient, type NgClient } from './ng-client.ts';
import { formatNgMessage, parseNgMessage } from './ng-message.ts';
import { eventually } from './testing/eventually.ts';
import { PhoneAudio } from './testing/phone-audio.ts';

/** A relay under test: reachable by `ng` on 127.0.0.1. */
export interface RelayUnderTest {
  ngPort: number;
  close(): Promise<void>;
}

/** What every media relay must do, whoever made it. Audio is checked by frequency, through real sockets. */
export function describeMediaRelayContract(name: string, start: () => Promise<RelayUnderTest>): void {
  describe(`media relay contract: ${name}`, { concurrency: 4 }, () => {
    let relay: RelayUnderTest;
    let ng: NgClient;
    let folder: string;
    before(async () => {
      relay = await start();
      ng = createNgClient({ clock, random, host: '127.0.0.1', port: relay.ngPort, timeoutMs: 2000 });
      folder = await mkdtemp(join(tmpdir(), 'media-'));
      await writeFile(join(folder, 'music.wav'), wavOf(1400));
    });
    after(async () => {
      await ng.close();
      await relay.close();
      await rm(folder, { recursive: true });
    });

    const newCall = async (t: TestContext): Promise<CallUnderTest> => {
      const callId = `contract-${random.uuid()}`;
      const anchor = createAnchor(ng, callId);
      const agent = await PhoneAudio.open({ clock, random, toneHz: 440 });
      const lead = await PhoneAudio.open({ clock, random, toneHz: 1000 });
      t.after(async () => {
        await anchor.release();
        await Promise.all([agent.close(), lead.close()]);
      });
      return { callId, anchor, agent, lead };
    };

    test('a tone sent on one side is heard on the other, both ways', async (t) => {
      const call = await newCall(t);
      await bridge(call);
      await Promise.all([call.lead.hears(440), call.agent.hears(1000)]);
    });

    test('each leg has a complete offer before anything is known of the other', async (t) => {
      const { anchor } = await newCall(t);
      const [forAgent, forLead] = await Promise.all([anchor.agentOffer(), anchor.leadOffer()]);
      for (const offer of [forAgent, forLead]) {
        const audio = describeAudio(parseSdp(offer));
        assert.equal(audio?.address, '127.0.0.1');
        assert.equal(audio.direction, 'sendrecv');
        assert.deepEqual(
          audio.codecs.map((codec) => codec.name),
          ['PCMU', 'PCMA', 'telephone-event'],
        );
      }
      assert.notEqual(portOf(forAgent), portOf(forLead));
    });

    test('a leg keeps its port and its session through everything that happens on the other', async (t) => {
      const { anchor, agent, lead } = await newCall(t);
      const first = await anchor.agentOffer();
      await anchor.agentAnswered(agent.answer(first));
      await anchor.leadAnswered(lead.answer(await anchor.leadOffer()));
      const held = await anchor.leadReoffered(lead.offer({ direction: 'inactive' }));
      const resumed = await anchor.leadReoffered(lead.offer());
      assert.equal(portOf(held), portOf(resumed));
      const origins = [held, resumed].map((sdp) => parseSdp(sdp).origin);
      assert.equal(origins[0]?.sessionId, origins[1]?.sessionId);
      assert.equal((origins[0]?.sessionVersion ?? 0) + 1, origins[1]?.sessionVersion);
      assert.equal(await anchor.agentOffer(), first);
    });

    test('the agent hears ringback until it is stopped, and the lead nothing of it', async (t) => {
      const { anchor, agent, lead } = await newCall(t);
      await anchor.agentAnswered(agent.answer(await anchor.agentOffer()));
      await anchor.playRingback();
      await agent.hears([440, 480]);
      await anchor.stopRingback();
      await agent.hearsNothing();
      assert.equal(lead.ear.stats.packetsReceived, 0);
    });

    test('early media of the lead reaches the agent; the same answer again in the 200 changes nothing', async (t) => {
      const { anchor, agent, lead } = await newCall(t);
      await anchor.agentAnswered(agent.answer(await anchor.agentOffer()));
      const early = lead.answer(await anchor.leadOffer());
      await anchor.leadAnswered(early);
      await agent.hears(1000);
      await anchor.leadAnswered(early);
      await Promise.all([agent.hears(1000), lead.hears(440)]);
    });

    test('the final answer may come from another place than the early media', async (t) => {
      const { anchor, agent, lead } = await newCall(t);
      const ringing = await PhoneAudio.open({ clock, random, toneHz: 600 });
      t.after(() => ringing.close());
      await anchor.agentAnswered(agent.answer(await anchor.agentOffer()));
      const offer = await anchor.leadOffer();
      await anchor.leadAnswered(ringing.answer(offer));
      await agent.hears(600);
      ringing.ear.stop();
      await anchor.leadAnswered(lead.answer(offer));
      await Promise.all([agent.hears(1000), lead.hears(440)]);
    });

    test('a call that came in gets its answer at once; the agent joins later', async (t) => {
      const { anchor, agent, lead } = await newCall(t);
      lead.obey(await anchor.leadReoffered(lead.offer()));
      await anchor.play('lead', { type: 'file', path: join(folder, 'music.wav') }, 50);
      await lead.hears(1400);
      await anchor.agentAnswered(agent.answer(await anchor.agentOffer()));
      await anchor.stop('lead');
      await Promise.all([agent.hears(1000), lead.hears(440)]);
    });

    for (const direction of ['sendonly', 'inactive'] as const) {
      test(`an agent on hold (${direction}) gets nothing, the lead hears music, and both talk after`, async (t) => {
        const call = await newCall(t);
        const { anchor, agent, lead } = call;
        await bridge(call);
        await agent.hears(1000);
        const answer = await anchor.agentReoffered(agent.offer({ direction }));
        assert.equal(
          describeAudio(parseSdp(answer))?.direction,
          direction === 'inactive' ? 'inactive' : 'recvonly',
        );
        if (direction === 'inactive') {
          agent.ear.sendTo(undefined);
          await agent.hearsNothing();
          await anchor.play('lead', { type: 'blob', bytes: wavOf(1400) }, 50);
          await lead.hears(1400);
          await anchor.stop('lead');
        } else {
          // The phone plays its own music and gets nothing for it, not even when the relays have learned where it comes from.
          await Promise.all([agent.hearsNothing(4500), lead.hears(440)]);
        }
        agent.obey(await anchor.agentReoffered(agent.offer()));
        await Promise.all([agent.hears(1000), lead.hears(440)]);
      });
    }

    describeArrangements(newCall);

    test('a phone that moves to another address takes the call along', async (t) => {
      const call = await newCall(t);
      await bridge(call);
      await call.lead.hears(440);
      const elsewhere = await PhoneAudio.open({ clock, random, toneHz: 700 });
      t.after(() => elsewhere.close());
      call.agent.ear.stop();
      elsewhere.obey(await call.anchor.agentReoffered(elsewhere.offer()));
      await Promise.all([call.lead.hears(700), elsewhere.hears(1000)]);
      await call.agent.hearsNothing();
    });

    test('two sides without a common G.711 law hear each other', async (t) => {
      const { anchor, agent, lead } = await newCall(t);
      agent.ear.law = 'PCMA';
      await anchor.agentAnswered(agent.answer(await anchor.agentOffer(), { codecs: without('PCMU') }));
      await anchor.leadAnswered(lead.answer(await anchor.leadOffer(), { codecs: without('PCMA') }));
      await Promise.all([agent.hears(1000), lead.hears(440)]);
      assert.deepEqual(lead.ear.stats.payloadTypes, [0]);
      assert.deepEqual(agent.ear.stats.payloadTypes, [8]);
    });

    test('a key pressed on one side arrives once on the other', async (t) => {
      const call = await newCall(t);
      await bridge(call);
      await call.lead.hears(440);
      call.agent.ear.press('7');
      await eventually(clock, 'the digit', () => call.lead.ear.digits.length > 0);
      await call.lead.hears(440);
      assert.deepEqual(call.lead.ear.digits, ['7']);
    });

    test('telephone-event has the number of the side that spoke first on both sides, and keys arrive', async (t) => {
      const { anchor, agent, lead } = await newCall(t);
      const event = {
        payloadType: 96,
        name: 'telephone-event',
        clockRateHz: 8000,
        channels: 1,
        fmtp: '0-15',
      };
      lead.obey(await anchor.leadReoffered(lead.offer({ codecs: [...without('telephone-event'), event] })));
      const offer = await anchor.agentOffer();
      assert.match(offer, /a=rtpmap:96 telephone-event/);
      await anchor.agentAnswered(agent.answer(offer, { codecs: [...without('telephone-event'), event] }));
      agent.ear.dtmfPayloadType = 96;
      lead.ear.dtmfPayloadType = 96;
      await Promise.all([lead.hears(440), agent.hears(1000)]);
      agent.ear.press('5');
      await eventually(clock, 'the digit at the lead', () => lead.ear.digits.length > 0);
      lead.ear.press('6');
      await eventually(clock, 'the digit at the agent', () => agent.ear.digits.length > 0);
      assert.deepEqual([lead.ear.digits, agent.ear.digits], [['5'], ['6']]);
    });

    test('a phone that sends from another port than it says is answered where it sends from', async (t) => {
      const { anchor, agent, lead } = await newCall(t);
      await anchor.agentAnswered(agent.answer(await anchor.agentOffer(), { port: 9 }));
      await anchor.leadAnswered(lead.answer(await anchor.leadOffer()));
      await Promise.all([agent.hears(1000, 6000), lead.hears(440)]);
    });

    test('once a phone is known nobody else gets in or hears anything', async (t) => {
      const call = await newCall(t);
      await bridge(call);
      await Promise.all([call.agent.hears(1000), call.lead.hears(440)]);
      // The relays listen around for three seconds after the last description before they commit themselves.
      await clock.sleep(4200);
      const intruder = await PhoneAudio.open({ clock, random, toneHz: 2000 });
      t.after(() => intruder.close());
      intruder.obey(await call.anchor.agentOffer());
      call.lead.ear.forget();
      await eventually(clock, 'the intruder has sent', () => intruder.ear.stats.packetsSent > 30);
      await Promise.all([call.lead.hears(440), call.agent.hears(1000)]);
      assert.equal(intruder.ear.stats.packetsReceived, 0);
    });

    test('what is heard of each side is counted, with the time of the last packet', async (t) => {
      const call = await newCall(t);
      await bridge(call);
      await Promise.all([call.agent.hears(1000), call.lead.hears(440)]);
      const { agent, lead } = await call.anchor.query();
      assert.ok(agent.packets >= 5 && lead.packets >= 5);
      assert.ok(Math.abs((lead.lastPacketAt ?? 0) - clock.now()) < 5000);
    });

    test('a side that never sent has no last packet', async (t) => {
      const { anchor, agent } = await newCall(t);
      agent.ear.stop();
      await anchor.agentAnswered(agent.answer(await anchor.agentOffer()));
      assert.deepEqual((await anchor.query()).agent, { packets: 0 });
    });

    test('media ends with the release, and the call is unknown', async (t) => {
      const call = await newCall(t);
      await bridge(call);
      await call.agent.hears(1000);
      await call.anchor.release();
      await Promise.all([call.agent.hearsNothing(), call.lead.hearsNothing()]);
      await assert.rejects(ng.query({ callId: call.callId }), isRefusal);
      await assert.rejects(call.anchor.agentOffer(), { reason: 'MEDIA_UNAVAILABLE' });
    });

    test('a request that comes twice is carried out once and answered twice alike', async (t) => {
      const socket = createSocket('udp4');
      t.after(() => socket.close());
      const callId = `twice-${random.uuid()}`;
      await ng.offer({ callId, fromTag: 'a', sdp: someOffer() });
      // Carried out a second time, it would find no call and warn.
      const body = { command: 'delete', 'call-id': callId, 'delete delay': 0 };
      const request = formatNgMessage({ cookie: random.uuid(), body });
      const answers: string[] = [];
      socket.on('message', (datagram) => answers.push(datagram.toString('latin1')));
      for (let i = 0; i < 3; i += 1) socket.send(request, relay.ngPort, '127.0.0.1');
      await eventually(clock, 'three answers', () => answers.length >= 3);
      assert.equal(new Set(answers).size, 1);
      assert.equal(answers[0]?.includes('warning'), false);
    });

    test('commands for an unknown call are refused, ending it is not', async () => {
      const callId = `unknown-${random.uuid()}`;
      const sdp = someOffer();
      await assert.rejects(ng.answer({ callId, fromTag: 'a', toTag: 'b', sdp }), isRefusal);
      await assert.rejects(ng.query({ callId }), isRefusal);
      await assert.rejects(ng.stopMedia({ callId, fromTag: 'a' }), isRefusal);
      await assert.rejects(
        ng.playMedia({ callId, fromTag: 'a', source: { type: 'blob', bytes: wavOf(440) } }),
        isRefusal,
      );
      await ng.delete({ callId });
    });

    test('a description without sense is refused and leaves the call as it was', async (t) => {
      const call = await newCall(t);
      await bridge(call);
      const { callId } = call;
      await assert.rejects(ng.offer({ callId, fromTag: 'agent', toTag: 'lead', sdp: 'hello' }), isRefusal);
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
        socket.send(Buffer.from(junk), relay.ngPort, '127.0.0.1');
      }
      const unknown = formatNgMessage({ cookie: 'junk-1', body: { command: 'dance' } });
      socket.send(unknown, relay.ngPort, '127.0.0.1');
      const [answer] = await nextMatching(socket, 'junk-1');
      assert.equal(answer?.body['result'], 'error');
      await ng.ping();
    });
  });
}

async function nextMatching(socket: ReturnType<typeof createSocket>, cookie: string) {
  for (;;) {
    const [datagram] = (await once(socket, 'message', { signal: AbortSignal.timeout(2000) })) as [Buffer];
    const message = parseNgMessage(datagram);
    if (message?.cookie === cookie) return [message];
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof AppError && error.reason === 'MEDIA_UNAVAILABLE' && error.retry === 'never';
}

function without(name: string): AudioCodec[] {
  return TELEPHONY_CODECS.filter((codec) => codec.name !== name);
}

function portOf(sdp: string): number | undefined {
  return describeAudio(parseSdp(sdp))?.port;
}

function someOffer(): string {
  return buildOffer({ address: '127.0.0.1', port: 9, sessionId: 1, sessionVersion: 1 });
}
