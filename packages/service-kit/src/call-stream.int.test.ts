import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { reasonError } from '@firstring/contracts';
import {
  CallStreamServiceDefinition,
  type CarriedAnswer,
  type CarryRequest,
} from '@firstring/contracts/common/call_stream';
import {
  DialbackServiceDefinition,
  type DialbackServiceImplementation,
} from '@firstring/contracts/dialback/dialback_service';
import { silentLog } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import { createGrpcClients, createGrpcServer, streamOptions } from './index.ts';

const named = (dialbackId: string) => ({ dialbacks: [{ dialbackId }] });
const nameOf = ({ dialbacks }: { dialbacks: readonly { dialbackId: string }[] }) => dialbacks[0]?.dialbackId;

const LIST = '/firstring.dialback.v1.DialbackService/ListDialbacks';

async function listen(methods: Partial<DialbackServiceImplementation>) {
  const stack = new AsyncDisposableStack();
  const server = createGrpcServer({ domain: 'd.firstring', log: silentLog, clock: systemClock });
  const closeServer = async (): Promise<void> => server[Symbol.asyncDispose]();
  const unimplemented = async (): Promise<never> => {
    throw new Error('a bug');
  };
  server.add(DialbackServiceDefinition, {
    reportMissedCall: unimplemented,
    presentDialback: unimplemented,
    settleDialback: unimplemented,
    listDialbacks: unimplemented,
    ...methods,
  });
  const address = `unix://${join(mkdtempSync(join(tmpdir(), 'firstring-')), 'grpc.sock')}`;
  await server.listen(address);
  stack.defer(closeServer);
  const clients = stack.use(createGrpcClients());
  return {
    closeServer,
    dialbacks: clients.carried(DialbackServiceDefinition, address),
    raw: clients.client(CallStreamServiceDefinition, address),
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
}

test('carried calls are answered like others: responses, AppErrors with reason, code and details, bugs as INTERNAL', async () => {
  await using service = await listen({
    listDialbacks: async ({ processId }) => named(processId),
    presentDialback: async () => {
      throw reasonError('DIALBACK_CLOSED', { details: { state: 'expired' } });
    },
  });
  const { dialbacks } = service;
  const asked = Array.from({ length: 200 }, (_, at) => dialbacks.listDialbacks({ processId: `p${at}` }));
  const names = (await Promise.all(asked)).map(nameOf);
  assert.deepEqual(
    names,
    names.map((_, at) => `p${at}`),
  );
  await assert.rejects(dialbacks.presentDialback({}), {
    reason: 'DIALBACK_CLOSED',
    code: 'failed_precondition',
    details: { state: 'expired' },
  });
  await assert.rejects(dialbacks.reportMissedCall({}), { reason: 'INTERNAL', message: 'internal error' });
});

test('a server that closes answers what is under way, and takes no more', async () => {
  const arrived = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  await using service = await listen({
    listDialbacks: async () => {
      arrived.resolve();
      await goOn.promise;
      return named('done');
    },
  });
  const asked = service.dialbacks.listDialbacks({});
  await arrived.promise;
  const closed = service.closeServer();
  goOn.resolve();
  assert.equal(nameOf(await asked), 'done');
  await closed;
  await assert.rejects(service.dialbacks.listDialbacks({}), { code: 'unavailable' });
});

test('a caller who gives up is heard by the method', async () => {
  const aborted = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  await using service = await listen({
    listDialbacks: async (_, { signal }) => {
      signal.addEventListener('abort', () => aborted.resolve());
      arrived.resolve();
      await aborted.promise;
      return {};
    },
  });
  const gone = new AbortController();
  const asked = service.dialbacks.listDialbacks({}, { signal: gone.signal });
  await arrived.promise;
  gone.abort();
  await assert.rejects(asked);
  await aborted.promise;
});

test('what is no call or no message fails alone, and the stream goes on', async () => {
  await using service = await listen({ listDialbacks: async () => named('fine') });
  const calls = [
    { id: 1, method: '/nobody/Knows', request: Buffer.alloc(0), traceparent: '' },
    { id: 2, method: LIST, request: Buffer.from([0xff, 0xff, 0xff]), traceparent: '' },
    { id: 3, method: LIST, request: Buffer.alloc(0), traceparent: '' },
    { id: 4, method: '', request: Buffer.alloc(0), traceparent: '' },
  ];
  const answers = new Map<number, CarriedAnswer['result']>();
  const requests = async function* (): AsyncGenerator<Partial<CarryRequest>> {
    yield { calls };
    yield { cancelled: [99] };
  };
  for await (const message of service.raw.carry(requests(), streamOptions(new AbortController().signal))) {
    for (const { id, result } of message.answers) answers.set(id, result);
  }
  const failures = [1, 2, 4].map((id) => {
    const result = answers.get(id);
    return result?.$case === 'failure' ? result.value.reason : result?.$case;
  });
  assert.deepEqual(failures, ['UNIMPLEMENTED', 'INVALID_ARGUMENT', 'UNIMPLEMENTED']);
  assert.equal(answers.get(3)?.$case, 'response');
});

test('a request beyond a megabyte is refused before it is sent', async () => {
  await using service = await listen({ listDialbacks: async () => ({}) });
  const large = { processId: 'x'.repeat(1024 * 1024) };
  await assert.rejects(service.dialbacks.listDialbacks(large), { reason: 'INVALID_ARGUMENT' });
  assert.deepEqual((await service.dialbacks.listDialbacks({})).dialbacks, []);
});
