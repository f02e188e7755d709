import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeAudio, parseSdp } from '@firstring/rtp/sdp';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { eventually } from '@firstring/kernel/testing';
import { PhoneAudio } from '../testing/phone-audio.ts';
import { bridge, portOf, type ContractSuite } from './suite.ts';

const audio = (line: string, connection = 'c=IN IP4 127.0.0.1'): string =>
  `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\n${connection}\r\nt=0 0\r\n${line}\r\n`;

const unusable: Record<string, string> = {
  'no description': '',
  'a description of something else': '<xml/>',
  'no media line': audio('a=sendrecv'),
  'no audio': audio('m=video 4000 RTP/AVP 96\r\na=rtpmap:96 VP8/90000'),
  'port 0': audio('m=audio 0 RTP/AVP 0'),
  'port 99999': audio('m=audio 99999 RTP/AVP 0'),
  'a thousand media lines': audio('m=audio 4000 RTP/AVP 0\r\n'.repeat(1000).trimEnd()),
  'no codec in common': audio('m=audio 4000 RTP/AVP 18'),
  'keys and no voice': audio('m=audio 4000 RTP/AVP 101\r\na=rtpmap:101 telephone-event/8000'),
  'a transport nobody knows': audio('m=audio 4000 RTP/ÄVP 0'),
  'no address': audio('m=audio 4000 RTP/AVP 0', 'a=x'),
  'an address that smuggles': audio('m=audio 4000 RTP/AVP 0', 'c=IN IP4 127.0.0.1;reboot'),
};

/** What phones and attackers describe and send. */
export function badInputContract(suite: ContractSuite): void {
  test('sip/26 a description that makes no sense is refused (488), and the call goes on as it was', async (t) => {
    const call = await suite.newCall(t);
    await bridge(call);
    for (const [what, sdp] of Object.entries(unusable)) {
      const refused = { reason: 'INVALID_ARGUMENT' };
      await assert.rejects(call.anchor.leadReoffered(sdp), refused, what);
      await assert.rejects(call.anchor.agentAnswered(sdp), refused, what);
    }
    await Promise.all([call.lead.hears(440), call.agent.hears(1000)]);
  });

  test('sip/26 the address of zeros is a hold', async (t) => {
    const call = await suite.newCall(t);
    await bridge(call);
    await call.lead.hears(440);
    const zeros = audio('m=audio 4000 RTP/AVP 0 8', 'c=IN IP4 0.0.0.0');
    assert.notEqual(describeAudio(parseSdp(await call.anchor.leadReoffered(zeros))), undefined);
    await call.lead.hearsNothing();
    await call.anchor.leadReoffered(call.lead.offer());
    await call.lead.hears(440);
  });

  test('sip/27 media is not sent to metadata services, to groups, or to the relay itself', async (t) => {
    const call = await suite.newCall(t);
    await bridge(call);
    const own = portOf(await call.anchor.agentOffer()) ?? 0;
    for (const description of [
      audio('m=audio 80 RTP/AVP 0', 'c=IN IP4 169.254.169.254'),
      audio('m=audio 4000 RTP/AVP 0', 'c=IN IP4 239.1.1.1'),
      audio('m=audio 4000 RTP/AVP 0', 'c=IN IP4 localhost'),
      audio('m=audio 4000 RTP/AVP 0\r\na=rtcp:80 IN IP4 169.254.169.254'),
      audio(`m=audio ${own} RTP/AVP 0`),
    ]) {
      await assert.rejects(
        call.anchor.leadReoffered(description),
        { reason: 'INVALID_ARGUMENT' },
        description,
      );
    }
    await Promise.all([call.lead.hears(440), call.agent.hears(1000)]);
  });

  test('sip/59 what comes to the port from a third address is neither heard nor answered', async (t) => {
    const call = await suite.newCall(t);
    await bridge(call);
    await Promise.all([call.agent.hears(1000), call.lead.hears(440)]);
    // The relays listen around for three seconds after the last description before they commit themselves.
    await clock.sleep(4200);
    const intruder = await PhoneAudio.open({ clock, random, toneHz: 2000 });
    t.after(() => intruder.close());
    intruder.obey(await call.anchor.agentOffer());
    await eventually(clock, 'the intruder has sent', () => intruder.ear.stats.packetsSent > 30);
    await Promise.all([call.lead.hearsOnly(440), call.agent.hears(1000)]);
    assert.equal(intruder.ear.stats.packetsReceived, 0);
  });

  test('sip/59 the port of a call that has ended is deaf, and the next call has other ports', async (t) => {
    const [first, second] = [await suite.newCall(t), await suite.newCall(t)];
    await bridge(first);
    await first.lead.hears(440);
    const before = [portOf(await first.anchor.agentOffer()), portOf(await first.anchor.leadOffer())];
    await first.anchor.release();
    await bridge(second);
    const after = [portOf(await second.anchor.agentOffer()), portOf(await second.anchor.leadOffer())];
    assert.deepEqual(
      after.filter((port) => before.includes(port)),
      [],
    );
    // The phones of the first call have not noticed yet.
    await Promise.all([second.lead.hearsOnly(440), second.agent.hearsOnly(1000), first.lead.hearsNothing()]);
  });
}
