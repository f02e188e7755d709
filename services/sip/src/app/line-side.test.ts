import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallInput } from '../domain/call-input.ts';
import type { CallHandle } from './call-handle.ts';
import { LineSide } from './line-side.ts';

type Loan = ConstructorParameters<typeof LineSide>[2];
type Line = ConstructorParameters<typeof LineSide>[1];

test('F53 an agent who hangs up in the moment a call takes their line was there and is gone: the lead is not dialled for nobody', async () => {
  const heard: CallInput[] = [];
  // What a side asks of call, line and loan before anybody talks.
  const call = { hear: (_step: unknown, input: CallInput) => heard.push(input) } as unknown as CallHandle;
  const loan = {
    begin: (user: { ended(news: { lost: boolean }): void }) => user.ended({ lost: false }),
  } as unknown as Loan;
  await new LineSide(call, {} as unknown as Line, loan).invite();
  assert.deepEqual(heard, [{ type: 'agentAnswered' }, { type: 'agentEnded', lost: false }]);
});
