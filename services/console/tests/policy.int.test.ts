import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckedPolicyView, PolicyText, PolicyVersionView } from '../src/app/views/policies.ts';
import { Client, newRequestId, type Problem } from './_client.ts';
import { startConsole } from './_harness.ts';

const PATH = '/api/campaigns/solar/policy';

test('R-145 a supervisor reads, checks, activates and rolls back a policy; who, when and why is kept', async () => {
  await using harness = await startConsole();
  const sue = await Client.signedIn(harness, 'sue');
  const { body: now } = await sue.get<PolicyText>(PATH);
  assert.match(now.text, /^policy: 1$/m);
  const text = now.text.replace(/attempts: 20/, 'attempts: 12');
  const check = (body: object) => sue.post<CheckedPolicyView & Problem>(`${PATH}/check`, body);
  const { body: checked } = await check({ text, countMoves: true });
  assert.deepEqual(checked.errors, []);
  assert.deepEqual(checked.changes, ['caps › attempts: 20 → 12']);
  assert.deepEqual(checked.moves?.moves, [{ before: 'P1', after: 'P2', leads: 12 }]);
  const activate = (change: object) =>
    sue.send<{ version: number } & Problem>('PUT', PATH, {
      requestId: newRequestId(),
      text,
      version: now.version,
      reason: 'fewer calls',
      ...change,
    });
  assert.equal((await activate({})).body.version, now.version + 1);
  assert.equal((await activate({})).body.reason, 'VERSION_CONFLICT');
  assert.equal((await activate({ version: 2, text: 'policy: 2' })).body.reason, 'POLICY_INVALID');
  const { versions } = (await sue.get<{ versions: PolicyVersionView[] }>(`${PATH}/versions`)).body;
  assert.deepEqual(
    versions.map(({ version, userName, reason }) => [version, userName, reason]),
    [[2, 'Sue Stone', 'fewer calls']],
  );
  assert.equal((await sue.get<PolicyText>(`${PATH}/versions/2`)).body.text, text);
  assert.equal((await sue.get(`${PATH}/versions/9`)).body.reason, 'POLICY_VERSION_NOT_FOUND');
});

test('agents and analysts have no policy; a text that is too long is refused', async () => {
  await using harness = await startConsole();
  for (const name of ['ann', 'alan']) {
    const other = await Client.signedIn(harness, name);
    assert.equal((await other.get(PATH)).status, 403);
  }
  const sue = await Client.signedIn(harness, 'sue');
  const long = await sue.post(`${PATH}/check`, { text: '#'.repeat(48_001), countMoves: false });
  assert.equal(long.status, 422);
});
