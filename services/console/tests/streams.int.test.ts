import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { DeskEvent } from '../src/app/views/desk.ts';
import { Client, eventually, newRequestId } from './_client.ts';
import { startConsole, type Harness } from './_harness.ts';

test('console/8 200 tabs of one session leave one stream: each takes over from the one before', async () => {
  await using harness = await startConsole();
  const ann = await Client.signedIn(harness, 'ann');
  let most = 0;
  const opened = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const stream = await ann.desk(`tab-${index}`);
      most = Math.max(most, harness.scheduler.watchers('ann'));
      return stream;
    }),
  );
  assert.ok(opened.every((stream) => [200, 429].includes(stream.response.status)));
  assert.ok(most <= 5, `${most} watched at once`);
  await eventually(() => harness.scheduler.watchers('ann') === 1, 'one stream is left');
  for (const stream of opened) await stream[Symbol.asyncDispose]();
  await eventually(() => harness.scheduler.watchers('ann') === 0, 'all streams are closed');
});

test('console/8 streams that nothing ends are limited: the fifth of a session is refused', async () => {
  await using harness = await startConsole();
  const ann = await Client.signedIn(harness, 'ann');
  harness.scheduler.down = true;
  const opened = await Promise.all([1, 2, 3, 4].map((index) => ann.desk(`tab-${index}`)));
  assert.deepEqual(
    opened.map((stream) => stream.response.status),
    [200, 200, 200, 200],
  );
  await using fifth = await ann.desk('tab-5');
  assert.equal(fifth.response.status, 429);
  for (const stream of opened) await stream[Symbol.asyncDispose]();
});

test('console/8 a reader that never reads is cut off, and costs no more than one waiting event', async () => {
  await using harness = await startConsole({ config: { CONSOLE_SLOW_READER_MS: 200 } });
  const bigNote = 'n'.repeat(2000);
  harness.leadStore.add({ leadId: 'l1', phone: '+12025550123', custom: { text: bigNote.repeat(20) } });
  harness.scheduler.present('ann', { leadId: 'l1' });
  const ann = await Client.signedIn(harness, 'ann');
  const socket = connect({ port: harness.service.httpPort, host: '127.0.0.1' });
  socket.pause();
  socket.write(
    `GET /api/desk/events?tabId=deaf HTTP/1.1\r\nHost: x\r\nCookie: ${ann.cookie}\r\nConnection: close\r\n\r\n`,
  );
  await eventually(() => harness.scheduler.watchers('ann') === 1, 'the stream is open');
  const before = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  const pump = setInterval(() => harness.scheduler.change('ann', { notReadyReason: 'busy' }), 1);
  await eventually(() => harness.scheduler.watchers('ann') === 0, 'the deaf reader is cut off');
  clearInterval(pump);
  const grown = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers - before;
  assert.ok(grown < 64 * 1024 * 1024, `grew by ${grown} bytes`);
  socket.destroy();
  await using good = await ann.desk('tab-2');
  assert.equal((await good.desk()).preview?.leadId, 'l1');
});

test('a page that answers no beat is taken for closed after three; one that answers stays', async () => {
  await using harness = await startConsole({ config: { CONSOLE_BEAT_MS: 60 } });
  const ann = await Client.signedIn(harness, 'ann');
  const bob = await Client.signedIn(harness, 'bob');
  await using silent = await ann.desk('silent');
  await using alive = await bob.desk('alive');
  await silent.desk();
  for (let beat = 0; beat < 6; beat += 1) {
    await alive.until((event) => event.name === 'beat');
    await bob.post('/api/desk/alive', { tabId: 'alive' });
  }
  await eventually(() => harness.scheduler.watchers('ann') === 0, 'the silent page is closed');
  assert.equal(harness.scheduler.watchers('bob'), 1);
});

test('a console that stops ends its streams at once and says that it comes back', async () => {
  const harness = await startConsole();
  const ann = await Client.signedIn(harness, 'ann');
  await using stream = await ann.desk();
  await stream.desk();
  const before = performance.now();
  await harness[Symbol.asyncDispose]();
  assert.ok(performance.now() - before < 1500);
  const closing = await stream.until((event) => event.name === 'closing');
  assert.deepEqual(closing.data, { cause: 'restart' });
});

test('console/13 the newest tab has the desk; the older one is told and ends; there is never a second offer', async () => {
  await using harness = await startConsole();
  harness.leadStore.add({ leadId: 'l1', phone: '+12025550123' });
  const ann = await Client.signedIn(harness, 'ann');
  await using first = await ann.desk('tab-1');
  await first.desk();
  await using second = await ann.desk('tab-2');
  await second.desk();
  const closing = await first.until((event) => event.name === 'closing');
  assert.deepEqual(closing.data, { cause: 'taken_over' });
  assert.equal(await first.next(), undefined);
  harness.scheduler.present('ann', { leadId: 'l1' });
  assert.equal((await second.desk((desk) => desk.preview !== undefined)).preview?.leadId, 'l1');
  assert.equal(harness.scheduler.watchers('ann'), 1);
});

test('console/14 a page that is opened again in a call gets the call, the lead and the outcomes at once', async () => {
  await using harness = await startConsole();
  harness.leadStore.add({ leadId: 'l1', phone: '+12025550123', firstName: 'Lea' });
  const ann = await Client.signedIn(harness, 'ann');
  await inCall(harness, ann);
  await using again = await ann.desk('tab-1', { 'Last-Event-ID': '3' });
  const event = await again.next();
  assert.equal(event?.name, 'desk');
  const desk = event?.data as DeskEvent;
  assert.equal(desk.presence, 'on_call');
  assert.equal(desk.call?.phase, 'bridged');
  assert.equal(desk.details?.lead.firstName, 'Lea');
  assert.equal(desk.details?.campaign?.dispositions.length, 5);
  assert.equal(harness.scheduler.dialled.size, 1);
});

async function inCall(harness: Harness, ann: Client): Promise<void> {
  await using stream = await ann.desk('tab-1');
  harness.scheduler.present('ann', { leadId: 'l1' });
  await stream.desk((desk) => desk.preview !== undefined);
  const dialled = await ann.post('/api/desk/dial', {
    requestId: newRequestId(),
    attemptId: 'attempt-l1',
    fencingToken: '7',
  });
  assert.equal(dialled.status, 200);
  harness.scheduler.phase('ann', 'bridged');
  await stream.desk((desk) => desk.call?.phase === 'bridged');
}

test("console/15 countdowns come with the scheduler's clock, whatever this machine's says", async () => {
  await using harness = await startConsole();
  harness.leadStore.add({ leadId: 'l1', phone: '+12025550123' });
  harness.scheduler.clockOffsetMs = 3_600_000;
  harness.scheduler.present('ann', { leadId: 'l1' });
  const ann = await Client.signedIn(harness, 'ann');
  await using stream = await ann.desk();
  const desk = await stream.desk();
  const leftMs = (desk.preview?.previewLimitAt ?? 0) - desk.serverAt;
  assert.ok(leftMs > 55_000 && leftMs <= 60_000, `${leftMs}`);
});

test('console/16 after a long time offline the desk says what is true now, and nothing was dialled meanwhile', async () => {
  await using harness = await startConsole();
  harness.leadStore.add({ leadId: 'l1', phone: '+12025550123' });
  const ann = await Client.signedIn(harness, 'ann');
  {
    await using stream = await ann.desk();
    harness.scheduler.present('ann', { leadId: 'l1' });
    await stream.desk((desk) => desk.preview !== undefined);
  }
  await eventually(
    () => harness.scheduler.watchers('ann') === 0,
    'the scheduler notices that the page is gone',
  );
  harness.scheduler.change('ann', { presence: 'PRESENCE_OFFLINE', preview: undefined });
  await using back = await ann.desk();
  const desk = await back.desk();
  assert.deepEqual([desk.presence, desk.preview], ['offline', undefined]);
  assert.equal(harness.scheduler.dialled.size, 0);
  const late = await ann.post('/api/desk/dial', {
    requestId: newRequestId(),
    attemptId: 'attempt-l1',
    fencingToken: '7',
  });
  assert.deepEqual([late.status, late.body.reason], [409, 'NO_PREVIEW']);
});

test('a scheduler that does not answer is told as trouble, and the desk comes back by itself', async () => {
  await using harness = await startConsole();
  const ann = await Client.signedIn(harness, 'ann');
  await using stream = await ann.desk();
  await stream.desk();
  harness.scheduler.stop();
  const trouble = await stream.until((event) => event.name === 'trouble');
  assert.deepEqual(trouble.data, { reason: 'UNAVAILABLE', text: 'the service cannot answer now' });
  harness.scheduler.down = false;
  assert.equal((await stream.desk()).presence, 'not_ready');
});

test('a preview whose details cannot be read is shown without them, and they follow', async () => {
  await using harness = await startConsole();
  const ann = await Client.signedIn(harness, 'ann');
  await using stream = await ann.desk();
  harness.scheduler.present('ann', { leadId: 'l1' });
  const bare = await stream.desk((desk) => desk.preview !== undefined);
  assert.deepEqual([bare.details, bare.detailsProblem], [undefined, 'LEAD_NOT_FOUND']);
  harness.leadStore.add({ leadId: 'l1', phone: '+12025550123', firstName: 'Lea' });
  const whole = await stream.desk((desk) => desk.details !== undefined);
  assert.equal(whole.details?.lead.firstName, 'Lea');
  assert.equal(whole.detailsProblem, undefined);
});

test('R-6 a slow lead-store holds a preview back for at most a second and a half', async () => {
  await using harness = await startConsole();
  harness.leadStore.add({ leadId: 'l1', phone: '+12025550123' });
  harness.leadStore.getLeadDelayMs = 4000;
  const ann = await Client.signedIn(harness, 'ann');
  await using stream = await ann.desk();
  await stream.desk();
  const before = performance.now();
  harness.scheduler.present('ann', { leadId: 'l1' });
  const bare = await stream.desk((desk) => desk.preview !== undefined);
  assert.equal(bare.detailsProblem, 'DEADLINE_EXCEEDED');
  assert.ok(performance.now() - before < 3000);
});

test('a lead of a process the agent is not in is not shown, whoever offers it', async () => {
  await using harness = await startConsole();
  harness.leadStore.add({ leadId: 'far', processId: 'p2', phone: '+12025550123' });
  const ann = await Client.signedIn(harness, 'ann');
  await using stream = await ann.desk();
  harness.scheduler.present('ann', { leadId: 'far' });
  const preview = harness.scheduler.desk('ann').preview;
  assert.ok(preview);
  harness.scheduler.change('ann', { preview: { ...preview, processId: 'p2', attemptId: 'far-1' } });
  const desk = await stream.desk((next) => next.preview?.attemptId === 'far-1');
  assert.deepEqual([desk.details, desk.detailsProblem], [undefined, 'PROCESS_NOT_FOUND']);
});
