import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeAudio, parseSdp } from '@firstring/rtp/sdp';
import { bridge, wavOf, type ContractSuite } from './suite.ts';

/** Ringback, music and waiting. */
export function holdingContract(suite: ContractSuite): void {
  test('the agent hears ringback until it is stopped, and the lead nothing of it', async (t) => {
    const { anchor, agent, lead } = await suite.newCall(t);
    await anchor.agentAnswered(agent.answer(await anchor.agentOffer()));
    await anchor.playRingback();
    await agent.hears([440, 480]);
    await anchor.stopRingback();
    await agent.hearsNothing();
    assert.equal(lead.ear.stats.packetsReceived, 0);
  });

  for (const direction of ['sendonly', 'inactive'] as const) {
    test(`an agent on hold (${direction}) gets nothing, the lead hears music, and both talk after`, async (t) => {
      const call = await suite.newCall(t);
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
}
