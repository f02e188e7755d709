import { test } from 'node:test';
import { fuzzDialogs } from '@firstring/sip-engine/testing';

const RUNS = Number(process.env['DIALOG_FUZZ_RUNS'] ?? 20_000);

test(
  `${RUNS} random interleavings of app, peer, network and time leave no call behind`,
  { timeout: 3_600_000 },
  async () => {
    await fuzzDialogs({ runs: RUNS, stepsMax: 150 });
  },
);
