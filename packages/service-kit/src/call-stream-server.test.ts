import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CarriedAnswer, CarryRequest } from '@firstring/contracts/common/call_stream';
import {
  DialbackServiceDefinition,
  ListDialbacksRequest,
} from '@firstring/contracts/dialback/dialback_service';
import { silentLog } from '@firstring/kernel';
import { SimulatedClock } from '@firstring/kernel/testing';
import type { CallContext } from 'nice-grpc';
import { CarriedMethods, callStreamServer } from './call-stream-server.ts';
import { UNARY_MAX, UNARY_MS_MAX, UnaryRoom } from './unary-limits.ts';

const LIST = '/firstring.dialback.v1.DialbackService/ListDialbacks';

test('grpc/20 a carried call that takes too long is aborted and answered, whatever its method goes on doing', async () => {
  const clock = new SimulatedClock();
  const methods = new CarriedMethods();
  const seen = Promise.withResolvers<AbortSignal>();
  methods.add(DialbackServiceDefinition, {
    listDialbacks: (_request: object, { signal }: CallContext) => {
      seen.resolve(signal);
      return new Promise(() => {});
    },
  });
  const closing = new AbortController();
  const { carry } = callStreamServer(methods, {
    log: silentLog,
    clock,
    room: new UnaryRoom(),
    closing: closing.signal,
  });
  async function* requests(): AsyncGenerator<CarryRequest> {
    const request = Buffer.from(ListDialbacksRequest.encode(ListDialbacksRequest.fromPartial({})).finish());
    yield { calls: [{ id: 7, method: LIST, request, traceparent: '' }], cancelled: [] };
    await new Promise((resolve) => closing.signal.addEventListener('abort', resolve));
  }
  const context = { signal: new AbortController().signal } as CallContext; // nothing else is asked
  const answered: CarriedAnswer[] = [];
  const reading = (async () => {
    for await (const { answers } of carry(requests(), context)) {
      answered.push(...(answers ?? []).map((answer) => answer as CarriedAnswer)); // ours are whole
      if (answered.length > 0) closing.abort();
    }
  })();
  const signal = await seen.promise;
  clock.advance(UNARY_MS_MAX - 1);
  assert.equal(signal.aborted, false);
  clock.advance(1);
  assert.equal(signal.aborted, true);
  await reading;
  const [{ id, result } = { id: 0, result: undefined }] = answered;
  assert.deepEqual([id, result?.$case === 'failure' && result.value.reason], [7, 'DEADLINE_EXCEEDED']);
  assert.equal(clock.timersPending, 0);
});

test('grpc/43 a carried call for which the server has no place is refused, and the stream goes on', async () => {
  const methods = new CarriedMethods();
  methods.add(DialbackServiceDefinition, { listDialbacks: async () => ({ dialbacks: [] }) });
  const closing = new AbortController();
  const room = new UnaryRoom();
  const others = Array.from({ length: UNARY_MAX }, () => room.enter());
  const clock = new SimulatedClock();
  const { carry } = callStreamServer(methods, { log: silentLog, clock, room, closing: closing.signal });
  const request = Buffer.from(ListDialbacksRequest.encode(ListDialbacksRequest.fromPartial({})).finish());
  const refused = Promise.withResolvers<void>();
  async function* requests(): AsyncGenerator<CarryRequest> {
    yield { calls: [{ id: 1, method: LIST, request, traceparent: '' }], cancelled: [] };
    await refused.promise;
    others[0]?.[Symbol.dispose]();
    yield { calls: [{ id: 2, method: LIST, request, traceparent: '' }], cancelled: [] };
  }
  const seen: string[] = [];
  const context = { signal: new AbortController().signal } as CallContext; // nothing else is asked
  for await (const { answers } of carry(requests(), context)) {
    for (const { id, result } of answers ?? []) {
      seen.push(`${id} ${result?.$case === 'failure' ? result.value?.reason : result?.$case}`);
      refused.resolve();
    }
  }
  assert.deepEqual(seen, ['1 UNAVAILABLE', '2 response']);
});
