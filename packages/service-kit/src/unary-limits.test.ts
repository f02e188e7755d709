import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DialbackServiceDefinition } from '@firstring/contracts/dialback/dialback_service';
import { SimulatedClock } from '@firstring/kernel/testing';
import type { CallContext, ServerMiddlewareCall } from 'nice-grpc';
import { UNARY_MAX, UNARY_MS_MAX, unaryLimits, UnaryRoom } from './unary-limits.ts';

type Handler = (signal: AbortSignal) => Promise<string>;

/** One server's calls, without a network: a unary one unless it streams. */
function serverOf(clock: SimulatedClock, room = new UnaryRoom()) {
  const limits = unaryLimits(clock, room);
  return async (handler: Handler, responseStream = false): Promise<unknown> => {
    const call = {
      method: DialbackServiceDefinition.methods.listDialbacks,
      requestStream: false,
      responseStream,
      request: undefined,
      next: (_request: undefined, context: CallContext) => ({
        next: async () => ({ done: true, value: await handler(context.signal) }),
        [Symbol.asyncIterator]() {
          return this;
        },
      }),
    } as unknown as ServerMiddlewareCall<undefined, string>; // of a server that is not there
    const context = { signal: new AbortController().signal } as CallContext; // nothing else is asked
    return (await limits(call, context).next()).value;
  };
}

test('grpc/20 a call whose caller set no deadline is aborted and answered when the server’s own has passed', async () => {
  const clock = new SimulatedClock();
  const ask = serverOf(clock);
  const seen = Promise.withResolvers<AbortSignal>();
  const answer = ask((signal) => {
    seen.resolve(signal);
    return new Promise(() => {});
  });
  const refused = assert.rejects(answer, { reason: 'DEADLINE_EXCEEDED' });
  const signal = await seen.promise;
  clock.advance(UNARY_MS_MAX - 1);
  assert.equal(signal.aborted, false);
  clock.advance(1);
  await refused;
  assert.equal(signal.aborted, true);
  assert.equal(await ask(async () => 'answered'), 'answered');
});

test('grpc/43 a server that works on as many calls as it may refuses the next at once, streams apart, and takes calls again', async () => {
  const ask = serverOf(new SimulatedClock());
  const gate = Promise.withResolvers<string>();
  const working = Array.from({ length: UNARY_MAX }, () => ask(() => gate.promise));
  await assert.rejects(
    ask(async () => 'too many'),
    { reason: 'UNAVAILABLE', retry: 'later' },
  );
  assert.equal(await ask(async () => 'a stream', true), 'a stream');
  gate.resolve('done');
  await Promise.all(working);
  assert.equal(await ask(async () => 'again'), 'again');
});

test('grpc/43 calls that a stream carries take places, too', async () => {
  const room = new UnaryRoom();
  const ask = serverOf(new SimulatedClock(), room);
  const carried = Array.from({ length: UNARY_MAX }, () => room.enter());
  await assert.rejects(
    ask(async () => 'too many'),
    { reason: 'UNAVAILABLE' },
  );
  carried[0]?.[Symbol.dispose]();
  assert.equal(await ask(async () => 'answered'), 'answered');
});
