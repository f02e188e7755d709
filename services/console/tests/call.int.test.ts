import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '@firstring/kernel/testing';
import { systemClock } from '@firstring/kernel/system';
import type { CallStory } from '../src/app/views/call-story.ts';
import { Client } from './_client.ts';
import { startConsole } from './_harness.ts';
import { accepted, calledOnce, publish } from './_report-events.ts';
import { furnish } from './_scene.ts';

test('R-42 one call is told from the opt-in to its end, with level and presentation from the decision log', async () => {
  await using harness = await startConsole();
  furnish(harness);
  const at = systemClock.now() - 3_600_000;
  await publish(harness.bus, [
    accepted('lea', at - 60_000),
    ...calledOnce({ attemptId: 'a1', leadId: 'lea', at, level: 'P2' }),
  ]);
  const sue = await Client.signedIn(harness, 'sue');
  const story = await eventually(systemClock, 'the presentation is counted', async () => {
    const { body } = await sue.get<CallStory>('/api/calls/a1');
    return body.level === '' ? undefined : body;
  });
  assert.equal(story.level, 'P2');
  assert.equal(story.call.leadName, 'Lea Lindqvist');
  assert.equal(story.campaignName, 'Solar roofs');
  assert.deepEqual([story.vendorName, story.trunkId, story.callerId], ['Bright Leads', 't1', '+12025550100']);
  const steps = story.steps.map(({ step }) => step);
  assert.deepEqual(steps.toSorted(), ['dial_pressed', 'ended', 'opted_in', 'presented']);
  assert.deepEqual(
    story.steps.map(({ at: stepAt }) => stepAt),
    story.steps.map(({ at: stepAt }) => stepAt).toSorted((a, b) => a - b),
  );
});

test('an agent sees calls of their own only, and a call of nobody is answered alike; the audit is for those who read it', async () => {
  await using harness = await startConsole();
  furnish(harness);
  const ann = await Client.signedIn(harness, 'ann');
  assert.equal((await ann.get('/api/calls/a2')).status, 200);
  for (const attemptId of ['a1', 'nobody']) {
    const { status, body } = await ann.get<{ reason: string }>(`/api/calls/${attemptId}`);
    assert.deepEqual([status, body.reason], [404, 'CALL_NOT_FOUND'], attemptId);
  }
  const adam = await Client.signedIn(harness, 'adam');
  await adam.get('/api/leads/lea');
  const { body } = await adam.get<CallStory>('/api/calls/a2');
  assert.deepEqual(
    body.audit.map(({ action, resourceId }) => [action, resourceId]),
    [['lead.open', 'lea']],
  );
  assert.deepEqual((await ann.get<CallStory>('/api/calls/a2')).body.audit, []);
});

test('R-47 R-48 a call whose lead is deleted is told without the lead', async () => {
  await using harness = await startConsole();
  furnish(harness);
  harness.leadStore.leads.delete('lea');
  const sue = await Client.signedIn(harness, 'sue');
  const { status, body } = await sue.get<CallStory>('/api/calls/a1');
  assert.equal(status, 200);
  assert.deepEqual([body.call.leadName, body.vendorName], ['', '']);
  assert.ok(!body.steps.some(({ step }) => step === 'opted_in'));
});
