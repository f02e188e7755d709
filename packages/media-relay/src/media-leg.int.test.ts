import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { silentLog } from '@firstring/kernel';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { eventually } from '@firstring/kernel/testing';
import { compactNtp, formatRtcp, ntpTimeOf } from '@firstring/rtp';
import { describeAudio, parseSdp } from '@firstring/rtp/sdp';
import { createAnchor } from './anchor.ts';
import { createNgClient } from './ng-client.ts';
import { startMediaRelay, type MediaRelayOptions } from './relay.ts';
import { PhoneAudio } from './testing/phone-audio.ts';

/** A call between two phones over the embedded relay. */
async function bridged(t: TestContext, options: Partial<MediaRelayOptions> = {}) {
  const relay = await startMediaRelay({
    clock,
    random,
    log: silentLog,
    listenNg: { host: '127.0.0.1', port: 0 },
    interface: '127.0.0.1',
    portMin: 24_000,
    portMax: 24_499,
    ...options,
  });
  const ng = createNgClient({ clock, random, host: '127.0.0.1', port: relay.ngPort, timeoutMs: 10_000 });
  const agent = await PhoneAudio.open({ clock, random, toneHz: 440 });
  const lead = await PhoneAudio.open({ clock, random, toneHz: 1000 });
  t.after(async () => {
    await Promise.all([agent.close(), lead.close()]);
    await ng.close();
    await relay.close();
  });
  const anchor = createAnchor(ng, 'one');
  const [offer, leadOffer] = [await anchor.agentOffer(), await anchor.leadOffer()];
  await anchor.agentAnswered(agent.answer(offer));
  await anchor.leadAnswered(lead.answer(leadOffer));
  await Promise.all([agent.hears(1000), lead.hears(440)]);
  const [toAgent, toLead] = [offer, leadOffer].map((sdp) => describeAudio(parseSdp(sdp)));
  assert.ok(toAgent !== undefined && toLead !== undefined);
  return { ng, anchor, agent, lead, toAgent, toLead };
}

test('a press is told to the key log as it ends, with its call and its side', async (t) => {
  const log = createSocket('udp4').bind(0, '127.0.0.1');
  await once(log, 'listening');
  t.after(() => log.close());
  const { agent } = await bridged(t, { keyLog: { host: '127.0.0.1', port: log.address().port } });
  const told = once(log, 'message', { signal: AbortSignal.timeout(10_000) });
  agent.ear.press('#');
  const [line] = (await told) as [Buffer];
  const press = JSON.parse(line.toString()) as Record<string, unknown>;
  assert.deepEqual([press['callid'], press['source_tag'], press['event']], ['one', 'agent', 11]);
  assert.equal(press['duration'], 60);
});

test('RFC 3550 6.4.1: the round trip to a phone is known from how it answers the reports handed on to it', async (t) => {
  const { anchor, agent, lead, toAgent, toLead } = await bridged(t);
  const ntpTime = ntpTimeOf(1_700_000_000_000);
  const base = { ssrc: 7, ntpTime, rtpTimestamp: 0, packetCount: 1, octetCount: 160 };
  const startedMs = clock.monotonicMs();
  agent.ear.sendRaw(formatRtcp([{ type: 'sender-report', ...base, reports: [] }]), toAgent);
  const answered = async (): Promise<number | undefined> => (await anchor.query()).lead.quality?.roundTripMs;
  await clock.sleep(100);
  const block = { ssrc: 7, fractionLost: 0, cumulativeLost: 0, highestSequence: 1, jitter: 0 };
  const report = { ...block, lastSenderReport: compactNtp(ntpTime), delaySinceLastSenderReport: 0 };
  // On the RTP port: phones that multiplex unasked are understood.
  lead.ear.sendRaw(formatRtcp([{ type: 'receiver-report', ssrc: 9, reports: [report] }]), toLead);
  const roundTripMs = await eventually(clock, 'a round trip', answered);
  const tookMs = clock.monotonicMs() - startedMs;
  assert.ok(roundTripMs >= 95 && roundTripMs <= tookMs, `${roundTripMs} of ${tookMs} ms`);
  await lead.hears(440);
});

test('recording is refused where no folder for recordings is configured', async (t) => {
  const { anchor, lead } = await bridged(t);
  await assert.rejects(anchor.startRecording(), { reason: 'MEDIA_UNAVAILABLE', retry: 'never' });
  await lead.hears(440);
});

test('a call that is two calls: a phone of one described as a port of the other is refused', async (t) => {
  const { ng, toAgent } = await bridged(t);
  const other = createAnchor(ng, 'two');
  const loop = `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio ${toAgent.port} RTP/AVP 0\r\n`;
  await other.agentOffer();
  await assert.rejects(other.agentAnswered(loop), { reason: 'MEDIA_UNAVAILABLE', retry: 'never' });
  await other.release();
});

test('keys without telephone-event are pressed as their two tones', async (t) => {
  const { ng, anchor, agent, lead } = await bridged(t);
  const [pcmu] = describeAudio(parseSdp(lead.offer()))?.codecs ?? [];
  assert.ok(pcmu !== undefined);
  await anchor.leadReoffered(lead.offer({ codecs: [pcmu] }));
  await lead.hears(440);
  await ng.playDtmf({ callId: 'one', fromTag: 'agent', digit: '5', durationMs: 1000 });
  await lead.hears([770, 1336]);
  await lead.hears(440);
  assert.deepEqual(lead.ear.digits, []);
  await eventually(clock, 'both go on', () => agent.ear.heardHz() === 1000);
});
