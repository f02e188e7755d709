import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditPage } from '../src/app/views/audit.ts';
import type { IncomingNumberPage, IncomingNumberView } from '../src/app/views/incoming-numbers.ts';
import { Client, newRequestId } from './_client.ts';
import { startConsole } from './_harness.ts';

const NUMBER = { phone: '+12125550199', name: 'Hotline', campaignIds: ['solar'] };

test('R-67 a number is made with its defaults, changed as a whole, and deleted; each is one record of the audit', async () => {
  await using harness = await startConsole();
  const vera = await Client.signedIn(harness, 'vera');
  const made = await vera.post<IncomingNumberView>('/api/incoming-numbers', {
    requestId: newRequestId(),
    ...NUMBER,
  });
  assert.deepEqual([made.status, made.body.enabled, made.body.dialback.timeLimitSeconds], [200, true, 3600]);
  const { incomingNumberId, version, processId: _process, ...settings } = made.body;
  const holidays = [{ date: '2026-12-25', name: 'Christmas', slots: [{ startMinute: 600, endMinute: 720 }] }];
  const changed = await vera.send<IncomingNumberView>('PUT', `/api/incoming-numbers/${incomingNumberId}`, {
    requestId: newRequestId(),
    version,
    settings: {
      ...settings,
      holidays,
      slots: [{ weekday: 1, startMinute: 540, endMinute: 1080 }],
      noLead: 'refuse',
      queue: { ...settings.queue, waiting: 'tone', noAgent: 'queue' },
      dialback: { ...settings.dialback, onHangUp: false, ownerOnlySeconds: 600 },
    },
  });
  assert.equal(changed.status, 200);
  const kept = harness.incomingNumbers.numbers.get(incomingNumberId);
  assert.deepEqual(
    [kept?.noLead, kept?.queue?.waiting, kept?.queue?.noAgent, kept?.dialback?.ownerOnlyS],
    ['NO_LEAD_ACTION_REFUSE', 'WAITING_SOUND_TONE', 'NO_AGENT_ACTION_QUEUE', 600],
  );
  const listed = await vera.get<IncomingNumberPage>('/api/incoming-numbers');
  assert.deepEqual(listed.body.incomingNumbers, [changed.body]);
  assert.deepEqual(changed.body.holidays, holidays);
  const gone = await vera.send(
    'DELETE',
    `/api/incoming-numbers/${incomingNumberId}?requestId=${newRequestId()}&version=2`,
  );
  assert.equal(gone.status, 204);
  const adam = await Client.signedIn(harness, 'adam');
  const { records } = (await adam.get<AuditPage>('/api/audit')).body;
  const actions = records
    .map(({ action }) => action)
    .filter((action) => action.startsWith('incoming-number.'));
  assert.deepEqual(actions.toSorted(), [
    'incoming-number.create',
    'incoming-number.delete',
    'incoming-number.update',
  ]);
});

test('R-67 what cannot be is refused with the field; a number that is taken says so', async () => {
  await using harness = await startConsole();
  harness.incomingNumbers.add({ incomingNumberId: 'n1', phone: NUMBER.phone, name: 'Hotline' });
  const sue = await Client.signedIn(harness, 'sue');
  const taken = await sue.post('/api/incoming-numbers', { requestId: newRequestId(), ...NUMBER });
  assert.deepEqual([taken.status, taken.body.reason], [409, 'INCOMING_NUMBER_DUPLICATE']);
  const {
    incomingNumberId: _id,
    version: _version,
    processId: _process,
    ...settings
  } = (await sue.get<IncomingNumberView>('/api/incoming-numbers/n1')).body;
  for (const [change, field] of [
    [{ phone: '911' }, 'settings.phone'],
    [{ campaignIds: [] }, 'settings.campaignIds'],
    [{ timeZone: 'Mars/Phobos' }, 'settings.timeZone'],
    [{ slots: [{ weekday: 1, startMinute: 60, endMinute: 60 }] }, 'settings.slots.0'],
    [{ holidays: [{ date: '2026-02-30', slots: [] }] }, 'settings.holidays.0.date'],
    [{ queue: { ...settings.queue, maxWaitSeconds: 4000 } }, 'settings.queue.maxWaitSeconds'],
    [{ queue: { ...settings.queue, announcement: '../x' } }, 'settings.queue.announcement'],
    [{ dialback: { ...settings.dialback, attemptsMax: 0 } }, 'settings.dialback.attemptsMax'],
  ] as const) {
    const answer = await sue.send('PUT', '/api/incoming-numbers/n1', {
      requestId: newRequestId(),
      version: 1,
      settings: { ...settings, ...change },
    });
    assert.deepEqual([answer.status, answer.body['field']], [422, field]);
  }
  assert.equal((await sue.get('/api/incoming-numbers?processId=p2')).body.reason, 'PROCESS_NOT_FOUND');
});
