import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FloorEvent } from '../src/app/views/floor.ts';
import { Client, DeskStream, newRequestId } from './_client.ts';
import { startConsole } from './_harness.ts';

async function floorOf(client: Client, query = 'processId=p1&tabId=t'): Promise<DeskStream> {
  const stop = new AbortController();
  const headers = { Cookie: client.cookie };
  return new DeskStream(
    await fetch(`${client.url}/api/agents/events?${query}`, { headers, signal: stop.signal }),
    stop,
  );
}

test('agents are streamed with names, everybody first and then who changed; another process is not there', async () => {
  await using harness = await startConsole();
  const sue = await Client.signedIn(harness, 'sue');
  await using stream = await floorOf(sue);
  const agents = async (): Promise<FloorEvent> =>
    (await stream.until(({ name }) => name === 'agents')).data as FloorEvent; // the server's own event
  const first = await agents();
  assert.deepEqual(
    [first.complete, first.agents.map(({ name }) => name)],
    [true, ['Ann Adams', 'Bob Brown']],
  );
  harness.leadStore.add({ leadId: 'lea', phone: '+12025550123', firstName: 'Lea', lastName: 'Lindqvist' });
  harness.floor.preview();
  const second = await agents();
  assert.deepEqual(
    [second.complete, second.agents.map(({ name, leadName, level }) => [name, leadName, level])],
    [false, [['Ann Adams', 'Lea Lindqvist', 'P1']]],
  );
  assert.equal((await sue.get('/api/agents/events?processId=p2&tabId=t')).status, 404);
  assert.equal(
    (await sue.send<{ open: boolean }>('POST', '/api/agents/alive', { tabId: 't' })).body.open,
    true,
  );
});

test('making an agent Not Ready is audited, bounded to its reasons, and refused where the agent is not at a desk', async () => {
  await using harness = await startConsole();
  const sue = await Client.signedIn(harness, 'sue');
  const set = (agentId: string, reason: string) =>
    sue.send('POST', `/api/agents/${agentId}/not-ready?processId=p1`, { requestId: newRequestId(), reason });
  assert.deepEqual((await set('ann', 'meeting')).body, { presence: 'not_ready', pending: false });
  assert.equal((await set('ann', 'because')).body.reason, 'INVALID_ARGUMENT');
  assert.equal((await set('nobody', 'lunch')).body.reason, 'AGENT_UNKNOWN');
  const adam = await Client.signedIn(harness, 'adam');
  const { body } = await adam.get('/api/audit?processId=p1');
  assert.match(JSON.stringify(body), /agent\.set-not-ready/);
  const ann = await Client.signedIn(harness, 'ann');
  const refused = await ann.send('POST', '/api/agents/bob/not-ready', {
    requestId: newRequestId(),
    reason: 'lunch',
  });
  assert.equal(refused.status, 403);
});
