import { test } from 'node:test';
import { fuzzDialogs } from '../testing/dialog-fuzz.ts';

test('whatever app, peer, network and time do: no faults, one final response a request, and nothing left at the end', async () => {
  await fuzzDialogs({ runs: 200, stepsMax: 60 });
});
