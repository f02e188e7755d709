import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { PhoneAudio } from '@firstring/media-relay/testing';
import { eventually, type TestPhone } from '@firstring/testkit';
import { permitFor } from './_fake-claim.ts';
import { Harness } from './_harness.ts';
import { RawPeer } from './_raw-peer.ts';

const LEAD = '+12025550123';

describe('what the agent hears before the lead answers', () => {
  let harness: Harness;
  let trunk: RawPeer;
  before(async () => {
    harness = await Harness.start();
    trunk = await RawPeer.open();
    await harness.trunk({ target: `127.0.0.1:${trunk.port};transport=udp` });
  });
  after(async () => {
    trunk.close();
    await harness[Symbol.asyncDispose]();
  });

  const voice = async (t: TestContext, toneHz: number): Promise<PhoneAudio> => {
    const audio = await PhoneAudio.open({ clock, random, toneHz });
    t.after(() => audio.close());
    return audio;
  };
  const dialled = async (user: string) => {
    const agent = await harness.phone({ user, answerAfterMs: 5 });
    const permit = permitFor(user, LEAD);
    await harness.calls.placeCall({ requestId: user, permit });
    const invite = await trunk.next('INVITE');
    const end = async (): Promise<void> => {
      await agent.hangUp();
      trunk.answer(await trunk.next('BYE'), 200);
      await harness.log.ended(permit.attemptId);
    };
    return { agent, permit, invite, offer: invite.slice(invite.indexOf('\r\n\r\n') + 4), end };
  };

  test('180: ringback; 183 with sound: the sound; 180 after it: still the sound; then the lead', async (t) => {
    const { agent, permit, invite, offer, end } = await dialled('ann');
    trunk.answer(invite, 180);
    await hears(agent, 440, 480);
    const lead = await voice(t, 1000);
    const early = lead.answer(offer);
    trunk.answer(invite, 183, { sdp: early });
    await hears(agent, 1000);
    trunk.answer(invite, 180);
    trunk.answer(invite, 183);
    await clock.sleep(500);
    await hears(agent, 1000);
    // The 200 repeats nothing: the description of the 183 is the answer.
    trunk.answer(invite, 200, { sdp: '' });
    await harness.log.reached(permit.attemptId, 'bridged');
    await hears(agent, 1000);
    await end();
  });

  test('forked early media: the newest fork is heard, and the one that answers is talked to', async (t) => {
    const { agent, permit, invite, offer, end } = await dialled('bea');
    const [first, second] = [await voice(t, 600), await voice(t, 900)];
    trunk.answer(invite, 183, { sdp: first.answer(offer), toTag: 'first' });
    await hears(agent, 600);
    first.ear.stop();
    trunk.answer(invite, 183, { sdp: second.answer(offer), toTag: 'second' });
    await hears(agent, 900);
    second.ear.stop();
    first.ear.play(600);
    // Of the first fork, without its description: not the second's, which came last.
    trunk.answer(invite, 200, { sdp: '', toTag: 'first' });
    await harness.log.reached(permit.attemptId, 'bridged');
    await hears(agent, 600);
    assert.equal(agent.state, 'talking');
    await end();
  });
});

async function hears(agent: TestPhone, ...wanted: readonly number[]): Promise<void> {
  await eventually(
    clock,
    `the agent hears ${wanted.join(' or ')} Hz`,
    () => {
      const heardHz = agent.heardHz();
      return heardHz !== undefined && wanted.some((hz) => Math.abs(hz - heardHz) < 20);
    },
    6000,
  );
}
