import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { bytesOf } from '../bad-inputs/_bytes-of.ts';
import { BAD_INPUTS } from '../bad-inputs/_rows.ts';
import { RawClient } from '../_raw-client.ts';
import { scenario } from '../_scenario.ts';
import { SipServer } from '../_sip-server.ts';
import { SipServiceUnderTest } from '../_sip-service.ts';

let opened: AsyncDisposableStack;
let client: RawClient;

before(async () => {
  opened = new AsyncDisposableStack();
  const server = opened.use(await SipServer.open());
  opened.use(await SipServiceUnderTest.start(server));
  client = opened.use(await RawClient.open(server.udpPort));
});
after(() => opened.disposeAsync());

for (const bad of BAD_INPUTS) {
  const { row, about, answer } = bad;
  const said = answer === 'nothing' ? 'drops it' : `answers ${answer}`;
  scenario(`gate ${about}`, `sip/${row} the sip service on any server ${said}, and lives`, async () => {
    client.send(bytesOf(client, bad));
    assert.deepEqual(await client.answers(), answer === 'nothing' ? [] : [answer]);
  });
}
