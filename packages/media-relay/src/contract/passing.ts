import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { systemRandom as random } from '@firstring/kernel/system';
import { formatRtcp, formatRtpPacket, ntpTimeOf, parseRtcp, parseRtpPacket } from '@firstring/rtp';
import { buildOffer, describeAudio, parseSdp, type AudioCodec } from '@firstring/rtp/sdp';
import type { ContractSuite } from './suite.ts';

const OPUS: AudioCodec = { payloadType: 111, name: 'opus', clockRateHz: 48_000, channels: 2 };
const G722: AudioCodec = { payloadType: 9, name: 'G722', clockRateHz: 8000, channels: 1 };

interface RawPhone {
  rtp: Socket;
  rtcp: Socket;
  port: number;
  rtcpPort: number;
}

/** What the relay hands on without knowing what is in it. */
export function passingContract(suite: ContractSuite): void {
  for (const codec of [OPUS, G722]) {
    test(`${codec.name} passes as it is, both ways, where both sides chose it`, async (t) => {
      const { agent, lead, toAgent, toLead } = await connect(suite, t, [codec]);
      const payload = random.bytes(80);
      for (const [from, to, target] of [
        [agent, lead, toAgent],
        [lead, agent, toLead],
      ] as const) {
        const packet = {
          payloadType: codec.payloadType,
          marker: false,
          sequenceNumber: 1,
          timestamp: 960,
          ssrc: 7,
        };
        const heard = next(to.rtp);
        from.rtp.send(formatRtpPacket({ ...packet, payload }), target.port, '127.0.0.1');
        const arrived = parseRtpPacket(await heard);
        assert.equal(arrived?.payloadType, codec.payloadType);
        assert.deepEqual(Buffer.from(arrived.payload), Buffer.from(payload));
        assert.deepEqual([arrived.timestamp, arrived.ssrc], [960, 7]);
      }
    });
  }

  test('reports (RTCP) pass on their own port', async (t) => {
    const { agent, lead, toAgent } = await connect(suite, t, [G722]);
    const report = {
      type: 'sender-report',
      ssrc: 7,
      ntpTime: ntpTimeOf(1_700_000_000_000),
      rtpTimestamp: 960,
      packetCount: 5,
      octetCount: 400,
      reports: [],
    } as const;
    const heard = next(lead.rtcp);
    agent.rtcp.send(formatRtcp([report]), toAgent.rtcpPort, '127.0.0.1');
    assert.deepEqual(parseRtcp(await heard)?.[0], report);
  });

  test('each side has an even port, and the odd one above for RTCP', async (t) => {
    const { toAgent, toLead } = await connect(suite, t, [G722]);
    for (const { port, rtcpPort } of [toAgent, toLead]) assert.deepEqual([port % 2, rtcpPort], [0, port + 1]);
  });
}

async function connect(suite: ContractSuite, t: TestContext, codecs: readonly AudioCodec[]) {
  const [agent, lead] = [await rawPhone(t), await rawPhone(t)];
  const id = { callId: `passing-${random.uuid()}`, fromTag: 'agent', toTag: 'lead' };
  t.after(() => suite.ng.delete(id));
  const describe = ({ port, rtcpPort }: RawPhone): string =>
    buildOffer({ address: '127.0.0.1', port, rtcpPort, codecs, sessionId: 1, sessionVersion: 1 });
  const toLead = describeAudio(parseSdp(await suite.ng.offer({ ...id, sdp: describe(agent) })));
  const toAgent = describeAudio(parseSdp(await suite.ng.answer({ ...id, sdp: describe(lead) })));
  assert.ok(toLead !== undefined && toAgent !== undefined);
  return { agent, lead, toAgent, toLead };
}

async function rawPhone(t: TestContext): Promise<RawPhone> {
  const [rtp, rtcp] = [createSocket('udp4').bind(0, '127.0.0.1'), createSocket('udp4').bind(0, '127.0.0.1')];
  await Promise.all([once(rtp, 'listening'), once(rtcp, 'listening')]);
  t.after(() => {
    rtp.close();
    rtcp.close();
  });
  return { rtp, rtcp, port: rtp.address().port, rtcpPort: rtcp.address().port };
}

async function next(socket: Socket): Promise<Buffer> {
  const [datagram] = (await once(socket, 'message', { signal: AbortSignal.timeout(2000) })) as [Buffer];
  return datagram;
}
