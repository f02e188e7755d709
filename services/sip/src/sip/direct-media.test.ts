import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deferred } from '@firstring/kernel';
import { buildOffer } from '@firstring/rtp/sdp';
import type { MediaAnchor } from '../app/ports.ts';
import { DirectMedia } from './direct-media.ts';

const sdp = (port: number): string =>
  buildOffer({ address: '192.0.2.7', port, sessionId: port, sessionVersion: 1 });
// Never asked for anything: the two talk without it.
const NO_RELAY = {} as unknown as MediaAnchor;

test('F69 a phone that wants something while the other one is being asked is told to come again: neither waits for the other for ever', async () => {
  const leadAnswers = deferred<string>();
  const reoffer = (side: 'agent' | 'lead'): Promise<string> =>
    side === 'lead' ? leadAnswers.promise : Promise.resolve(sdp(40_000));
  const media = new DirectMedia(NO_RELAY, { reoffer, isUp: () => true }, 1);
  await media.agentAnswered(sdp(40_000));
  await media.leadAnswered(sdp(50_000));
  const moved = media.agentReoffered(sdp(40_002));
  await assert.rejects(media.leadReoffered(sdp(50_002)), { code: 'aborted' });
  leadAnswers.resolve(sdp(50_000));
  assert.match(await moved, /^m=audio 50000 /m);
  assert.match(await media.leadReoffered(sdp(50_002)), /^m=audio 40000 /m);
});

test('F54 what does not pass through the relay is not watched for silence', async () => {
  const phones = { reoffer: async () => sdp(40_000), isUp: () => true };
  const media = new DirectMedia(NO_RELAY, phones, 1);
  assert.deepEqual(await media.silentSides(1000, 5000), []);
});
