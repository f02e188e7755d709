import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UploadControl, UploadState } from '@firstring/contracts/leads/upload_service';
import { configure, PROCESS, requestId, startLeadStore, watchLeadEvents } from './_harness.ts';
import { countsOf, ended, leadsOf, makeList, sendFile, start, upload, verdicts } from './_uploads.ts';

const FILE =
  'Phone;First name;Last name;E-mail;Age;Shoe size\r\n(212) 555-0123;Ann;Lee;ann@example.org;40;9\r\n911;Bob;;;;\r\n+13125550188;Zoë;Óla;nobody;;\r\n';

test('R-97 R-100 a file becomes leads: the columns are suggested, every row has its verdict, and the leads go out in one event', async () => {
  await using service = await startLeadStore();
  await using events = watchLeadEvents(service);
  await configure(service);
  const { listId } = await makeList(service);
  const sent = await sendFile(service, { listId, content: FILE });
  const preview = await service.uploads.previewUpload({ processId: PROCESS, uploadId: sent.uploadId });
  assert.deepEqual(preview.format, { encoding: 'utf-8', delimiter: ';' });
  assert.deepEqual(
    preview.columns.map(({ name, suggestedTarget }) => `${name} → ${suggestedTarget}`),
    [
      'Phone → phone1',
      'First name → first_name',
      'Last name → last_name',
      'E-mail → email',
      'Age → custom:age',
      'Shoe size → ',
    ],
  );
  assert.equal(preview.rows.length, 3);
  await start(service, sent);
  const done = await ended(service, sent);
  assert.deepEqual(
    [done.state, countsOf(done), done.rows],
    [UploadState.UPLOAD_STATE_DONE, 'added 2, invalid 1', 3n],
  );
  const lines = await verdicts(service, done);
  assert.equal(lines[0], 'row,verdict,reason,lead_id');
  assert.match(lines[1] ?? '', /^1,added,,[0-9a-f-]{36}$/);
  assert.equal(lines[2], '2,invalid,phone1 is an emergency number,');
  assert.match(lines[3] ?? '', /^3,added,email is no e-mail address,[0-9a-f-]{36}$/);
  const leads = await leadsOf(service);
  const ann = leads.find(({ firstName }) => firstName === 'Ann');
  assert.deepEqual(
    [ann?.card?.homeGuard, ann?.custom, ann?.card?.listId],
    ['+12125550123', { age: '40' }, listId],
  );
  const event = await events.until(({ event: content }) => content?.$case === 'imported');
  const cards = event.event?.$case === 'imported' ? event.event.value.cards : [];
  assert.deepEqual(cards.map(({ homeGuard }) => homeGuard).sort(), ['+12125550123', '+13125550188']);
});

test('R-97 100,000 rows: each has a verdict, and the counts add up', async () => {
  await using service = await startLeadStore();
  await configure(service);
  const { listId } = await makeList(service);
  const rows = Array.from({ length: 100_000 }, (_, n) => `+1212${2_000_000 + n},Person ${n}`);
  const done = await upload(service, { listId, content: `phone,name\n${rows.join('\n')}` });
  assert.equal(countsOf(done), 'added 100000');
  const lines = await verdicts(service, done);
  assert.equal(lines.length, 100_001);
  const { list } = await service.lists.getList({ processId: PROCESS, listId });
  assert.equal(list?.leadCount, 100_000n);
});

test('R-98 A-28 within a file the last row wins; the same file again is told as duplicates, and updates with its box', async () => {
  await using service = await startLeadStore();
  await configure(service);
  const { listId } = await makeList(service);
  const content = 'phone,first name\n+12125550123,Ann\n+12125550188,Bob\n+12125550123,Anna\n';
  assert.equal(countsOf(await upload(service, { listId, content })), 'added 2, repeated 1');
  assert.deepEqual((await leadsOf(service)).map(({ firstName }) => firstName).sort(), ['Anna', 'Bob']);
  assert.equal(countsOf(await upload(service, { listId, content })), 'duplicate 3');
  const again = content.replace('Bob', 'Rob');
  const updated = await upload(service, { listId, content: again }, { updateDuplicates: true });
  assert.equal(countsOf(updated), 'updated 3');
  assert.deepEqual((await leadsOf(service)).map(({ firstName }) => firstName).sort(), ['Anna', 'Rob']);
});

test('an import pauses, goes on, and is cancelled; what is stored stays', async () => {
  await using service = await startLeadStore();
  await configure(service);
  const { listId } = await makeList(service);
  const rows = Array.from({ length: 60_000 }, (_, n) => `+1212${2_000_000 + n}`);
  const sent = await sendFile(service, { listId, content: `phone\n${rows.join('\n')}` });
  await start(service, sent);
  const control = async (what: UploadControl) =>
    (
      await service.uploads.controlUpload({
        requestId: requestId(),
        processId: PROCESS,
        uploadId: sent.uploadId,
        control: what,
      })
    ).upload;
  await control(UploadControl.UPLOAD_CONTROL_PAUSE);
  const paused = await control(UploadControl.UPLOAD_CONTROL_PAUSE);
  assert.equal(paused?.state, UploadState.UPLOAD_STATE_PAUSED);
  await control(UploadControl.UPLOAD_CONTROL_RESUME);
  const done = await ended(service, sent);
  assert.equal(countsOf(done), 'added 60000');
  await assert.rejects(control(UploadControl.UPLOAD_CONTROL_PAUSE), { reason: 'UPLOAD_STATE' });
  const other = await sendFile(service, { listId, content: 'phone\n+13125550188' });
  const cancelled = await service.uploads.controlUpload({
    requestId: requestId(),
    processId: PROCESS,
    uploadId: other.uploadId,
    control: UploadControl.UPLOAD_CONTROL_CANCEL,
  });
  assert.equal(cancelled.upload?.state, UploadState.UPLOAD_STATE_CANCELLED);
  await assert.rejects(start(service, other), { reason: 'UPLOAD_STATE' });
});
