import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Office } from './_office.ts';

let office: Office;
before(async () => {
  office = await Office.open();
});
after(() => office[Symbol.asyncDispose]());

test('R-1 R-2 R-34 each service a process of its own, on Kafka and MongoDB: a lead comes in, the phone rings, both talk, the call log has it', () =>
  office.works());

test('the memory of each process after its first call: a figure, not judged', async (context) => {
  for (const process of office.installation.processes.values()) {
    const resident = await process.residentMib();
    assert.ok(resident > 0);
    context.diagnostic(`${process.name}: ${resident.toFixed(0)} MiB resident`);
  }
});

for (const name of [
  'ingest',
  'lead-store',
  'claim',
  'scheduler',
  'dialback',
  'sip',
  'sip-engine',
  'media-relay',
  'console',
]) {
  test(`F01-F13 ${name} is killed while leads come in: started anew, the job works again and no lead is lost`, async () => {
    const leadId = await office.push();
    const killed = office.installation.process(name);
    await killed.kill();
    const pushed = office.push();
    killed.again();
    await killed.ready();
    await office.done(leadId);
    await office.done(await pushed);
  });
}
