import assert from 'node:assert/strict';
import fc from 'fast-check';
import { brokenRequest, validRequest } from '@firstring/sip-engine/testing';
import { RawClient } from '../_raw-client.ts';
import { scenario } from '../_scenario.ts';
import { Stage } from '../_stage.ts';

const CASES = 5000;
/** So many of each kind between two good requests. */
const OF_EACH = 5;
const SEED = 4475;

scenario(
  'grammar',
  `${CASES} generated requests: the valid ones are answered 200, those that break a rule are refused or dropped`,
  async () => {
    await using stage = await Stage.open();
    for (const method of ['options', 'message'] as const) stage.app[method]((_req, res) => res.send(200));
    await using client = await RawClient.open(stage.server.udpPort);
    const options = { sentBy: `127.0.0.1:${client.port}`, methods: ['OPTIONS', 'MESSAGE'] };
    const sampled = { numRuns: CASES / 2, seed: SEED };
    const valid = fc.sample(validRequest(options), sampled);
    const broken = fc.sample(brokenRequest(options), sampled);
    for (let from = 0; from < CASES / 2; from += OF_EACH) {
      const batch = { valid: valid.slice(from, from + OF_EACH), broken: broken.slice(from, from + OF_EACH) };
      for (const { text } of batch.valid) client.send(text);
      for (const { text } of batch.broken) client.send(text);
      const answers = await client.answers();
      const good = answers.filter((status) => status === 200);
      const texts = [...batch.valid, ...batch.broken].map(({ text }) => text).join('\n——\n');
      assert.equal(good.length, batch.valid.length, `${answers.join(' ')} to\n${texts}`);
      assert.ok(answers.every((status) => status === 200 || (status >= 400 && status < 600)));
    }
  },
);
