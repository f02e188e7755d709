import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Office } from './_office.ts';

const TALK_MS = 4000;

let office: Office;
before(async () => {
  office = await Office.open({ talkMs: TALK_MS });
});
after(() => office[Symbol.asyncDispose]());

for (const name of ['ingest', 'lead-store', 'scheduler', 'console']) {
  test(`F14 ${name} is restarted in order while a call goes on: it ends with 0, and the call is whole`, async () => {
    const leadId = await office.push();
    await office.talking();
    const restarted = office.installation.process(name);
    await restarted.stop();
    restarted.again();
    await restarted.ready();
    const { cause, talkMs } = await office.done(leadId);
    assert.equal(cause, 'lead_hung_up');
    assert.ok(talkMs > TALK_MS / 2, `${talkMs} ms of talk`);
  });
}

test('F14 SIGTERM lets sip finish its calls: the lead hangs up, not the product', async () => {
  const leadId = await office.push();
  await office.talking();
  const sip = office.installation.process('sip');
  await sip.stop();
  sip.again();
  await sip.ready();
  assert.equal((await office.done(leadId)).cause, 'lead_hung_up');
});

test('SIGINT makes sip hang up: it is gone before the lead would have hung up', async () => {
  const leadId = await office.push();
  await office.talking();
  const sip = office.installation.process('sip');
  const tookMs = await sip.interrupt();
  assert.ok(tookMs < TALK_MS, `${tookMs} ms`);
  sip.again();
  await sip.ready();
  assert.notEqual((await office.done(leadId)).cause, 'lead_hung_up');
});
