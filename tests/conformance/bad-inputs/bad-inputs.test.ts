import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { RawClient } from '../_raw-client.ts';
import { scenario } from '../_scenario.ts';
import { Stage } from '../_stage.ts';
import { bytesOf } from './_bytes-of.ts';
import { BAD_INPUTS } from './_rows.ts';

let opened: AsyncDisposableStack;
let client: RawClient;

before(async () => {
  opened = new AsyncDisposableStack();
  const stage = opened.use(await Stage.open());
  for (const method of ['options', 'message'] as const) stage.app[method]((_req, res) => res.send(200));
  client = opened.use(await RawClient.open(stage.server.udpPort));
});
after(() => opened.disposeAsync());

for (const bad of BAD_INPUTS) {
  const { row, about, answer } = bad;
  const said = answer === 'nothing' ? 'is dropped' : `is answered ${answer}`;
  scenario(`bad-inputs ${about}`, `sip/${row} it ${said}, and the next good request with 200`, async () => {
    client.send(bytesOf(client, bad));
    assert.deepEqual(await client.answers(), answer === 'nothing' ? [] : [answer]);
  });
}
