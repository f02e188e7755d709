import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallPage } from '@firstring/console-service/leads';
import { CallScene } from './_call-scene.ts';

const HOTLINE = '+12025550199';
const CALLER = '+12125550145';

test('R-34 R-65 somebody calls: SIPp is answered by the agent’s baresip, both hear each other, and it is in the call log', async () => {
  await using scene = await CallScene.open('lead-does-not-answer');
  const { agent, phone, supervisor, carrier } = scene;
  await scene.incomingNumber(HOTLINE);
  const caller = await scene.callerOf('caller-talks', { from: CALLER, to: HOTLINE });
  await phone.rings();
  await phone.accept();
  await agent.until(({ presence }) => presence === 'on_call');
  await scene.talk(caller);
  await phone.hangUp();
  assert.equal(await caller.ended(), 0, caller.errors);
  assert.deepEqual(caller.ladder(), ['> INVITE', '< 180', '< 200', '> ACK', '< BYE', '> 200']);
  const after = await agent.until(({ presence }) => presence === 'wrap_up');
  assert.equal(after.call?.endCause, 'agent_hung_up');
  await agent.dispose(after, 'not-interested');
  const { calls } = await supervisor.get<CallPage>('/api/calls');
  assert.deepEqual(
    calls.map(({ phone: number, cause }) => [number, cause]),
    [[CALLER, 'agent_hung_up']],
  );
  assert.equal((await scene.lead(calls[0]?.leadId ?? ''))?.status, 'contacted');
  assert.equal(carrier.received('INVITE'), 0, 'nobody is dialled');
});

test('R-49 R-54 somebody gives up while nobody is Ready: 487, and they are called back before anybody else', async () => {
  await using scene = await CallScene.open('lead-answers');
  const { agent, phone, carrier } = scene;
  await scene.incomingNumber(HOTLINE);
  await agent.post('/api/desk/presence', { ready: false, reason: 'break' });
  await agent.until(({ presence }) => presence === 'not_ready');
  const caller = await scene.callerOf('caller-gives-up', { from: CALLER, to: HOTLINE });
  assert.equal(await caller.ended(), 0, caller.errors);
  assert.deepEqual(caller.ladder(), ['> INVITE', '< 180', '> CANCEL', '< 200', '< 487', '> ACK']);
  await agent.until(({ waiting }) => waiting.some(({ lane, count }) => lane === 'dialback' && count === 1));
  await agent.ready();
  const { preview } = await agent.until((view) => view.preview !== undefined);
  assert.equal(preview?.dialback, true);
  await phone.rings();
  await phone.accept();
  await carrier.takes('INVITE');
  assert.match(carrier.inviteHeader('To') ?? '', /12125550145/);
  await agent.until(({ call }) => call?.phase === 'bridged');
  await phone.hangUp();
  await agent.until(({ presence }) => presence === 'wrap_up');
});
