import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calledLead, WAY } from '../telemetry/_called-lead.ts';
import { Collector } from '../telemetry/_collector.ts';
import { Office } from './_office.ts';

test('one trace goes from the vendor’s POST over Kafka and five processes to the INVITE and its final response', async () => {
  await using collector = await Collector.start();
  {
    await using office = await Office.open({ agents: 1, env: collector.env });
    await office.works();
  }
  const { invite, way, trace, children } = calledLead(collector);
  assert.deepEqual(
    way.map(({ name }) => name),
    WAY,
  );
  assert.equal(invite.attributes['telephony.sip.status_code'], 200);
  assert.ok(children('POST /v1/links/:token/leads').includes('process leads.lead.events.v1'), 'over the bus');
  const services = new Set(trace.map(({ service }) => service));
  for (const service of ['ingest', 'lead-store', 'scheduler', 'claim', 'sip'])
    assert.ok(services.has(`firstring-${service}`), `${service} of ${[...services].join(', ')}`);
});
