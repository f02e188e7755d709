import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LinkReportServiceDefinition } from '@firstring/contracts/ingest/link_report_service';
import { systemClock } from '@firstring/kernel/system';
import { createGrpcClients } from '@firstring/service-kit';
import { linkIdOf, OTHER_TOKEN, post, startIngest, TOKEN } from './_harness.ts';

test('R-39 the console is told by link and day what was accepted, updated, refused and ignored', async () => {
  await using ingest = await startIngest();
  await using clients = createGrpcClients();
  const reports = clients.client(LinkReportServiceDefinition, ingest.grpcAddress);
  const other = { url: ingest.url.replace(TOKEN, OTHER_TOKEN) };
  await post(ingest, { caller_id: '+14155550123', shoe_size: '9' });
  await post(ingest, { caller_id: '+14155550123', shoe_size: '9' });
  await post(ingest, { caller_id: '911' });
  await post(other, { caller_id: '+14155550124' });
  const day = new Date(systemClock.now()).toISOString().slice(0, 10);
  const asked = { ingestLinkIds: [linkIdOf(OTHER_TOKEN), linkIdOf(TOKEN), 'nobody'] };
  const none = { updated: 0n, refused: [], ignored: [] };
  assert.deepEqual((await reports.listLinkDays(asked)).days, [
    { ingestLinkId: linkIdOf(OTHER_TOKEN), day, accepted: 1n, ...none },
    {
      ingestLinkId: linkIdOf(TOKEN),
      day,
      accepted: 1n,
      updated: 1n,
      refused: [{ name: 'CALLER_ID_INVALID', count: 1n }],
      ignored: [{ name: 'shoe_size', count: 2n }],
    },
  ]);
  assert.deepEqual((await reports.listLinkDays({ ingestLinkIds: [] })).days, []);
  const of = (fromDay: string, toDay: string) => reports.listLinkDays({ ...asked, fromDay, toDay });
  assert.equal((await of(day, day)).days.length, 2);
  assert.deepEqual((await of('2020-01-01', '2020-12-31')).days, [], 'another period');
  for (const [from, to] of [
    [day, ''],
    ['2020-02-30', day],
    [day, '2020-01-01'],
    ['2019-01-01', '2020-12-31'],
  ] as const)
    await assert.rejects(of(from, to), { reason: 'INVALID_ARGUMENT' }, `${from} ${to}`);
  for (const ingestLinkIds of [[''], Array.from({ length: 101 }, (_, n) => `link-${n}`)])
    await assert.rejects(reports.listLinkDays({ ingestLinkIds }), { reason: 'INVALID_ARGUMENT' });
});
