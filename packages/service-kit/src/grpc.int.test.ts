import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { reasonError } from '@firstring/contracts';
import { DialbackServiceDefinition } from '@firstring/contracts/dialback/dialback_service';
import { AppError, silentLog } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import { createChannel, createClientFactory, Status } from 'nice-grpc';
import { errorDetailsClientMiddleware, RetryInfo, RichClientError } from 'nice-grpc-error-details';
import { createGrpcClients, createGrpcServer } from './index.ts';

const unimplemented = async (): Promise<never> => {
  throw new Error('a bug');
};

test('an AppError crosses gRPC on a socket file with reason, code and details; a bug becomes INTERNAL', async () => {
  await using server = createGrpcServer({ domain: 'dialback.firstring', log: silentLog, clock: systemClock });
  server.add(DialbackServiceDefinition, {
    reportMissedCall: unimplemented,
    presentDialback: async () => {
      throw reasonError('DIALBACK_CLOSED', { details: { state: 'expired' } });
    },
    settleDialback: unimplemented,
    listDialbacks: async () => ({ dialbacks: [] }),
  });
  const address = `unix://${join(mkdtempSync(join(tmpdir(), 'firstring-')), 'grpc.sock')}`;
  await server.listen(address);
  await using clients = createGrpcClients();
  const client = clients.client(DialbackServiceDefinition, address);

  assert.deepEqual((await client.listDialbacks({})).dialbacks, []);
  await assert.rejects(client.presentDialback({}), (error: unknown) => {
    assert.ok(error instanceof AppError);
    assert.equal(error.reason, 'DIALBACK_CLOSED');
    assert.equal(error.code, 'failed_precondition');
    assert.deepEqual(error.details, { state: 'expired' });
    return true;
  });
  await assert.rejects(client.reportMissedCall({}), { reason: 'INTERNAL', message: 'internal error' });
});

test('a service that is not there answers UNAVAILABLE within the deadline', async () => {
  await using clients = createGrpcClients(500);
  const client = clients.client(DialbackServiceDefinition, 'unix:///nonexistent/socket');
  await assert.rejects(client.listDialbacks({}), (error: unknown) => {
    assert.ok(error instanceof AppError);
    return error.code === 'unavailable' || error.code === 'deadline_exceeded';
  });
});

test('a socket file left by a killed process is taken over; one that is in use is not', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'firstring-')), 'grpc.sock');
  const killed = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', killed]);
  assert.ok(existsSync(path));
  const options = { domain: 'dialback.firstring', log: silentLog, clock: systemClock };
  await using server = createGrpcServer(options);
  server.add(DialbackServiceDefinition, {
    reportMissedCall: unimplemented,
    presentDialback: unimplemented,
    settleDialback: unimplemented,
    listDialbacks: async () => ({ dialbacks: [] }),
  });
  await server.listen(`unix://${path}`);
  await using other = createGrpcServer(options);
  await assert.rejects(other.listen(`unix://${path}`));
});

test('grpc/43 what may be tried again later says so to callers that do not know our reasons', async () => {
  await using server = createGrpcServer({ domain: 'dialback.firstring', log: silentLog, clock: systemClock });
  server.add(DialbackServiceDefinition, {
    reportMissedCall: unimplemented,
    presentDialback: unimplemented,
    settleDialback: unimplemented,
    listDialbacks: async () => {
      throw reasonError('UNAVAILABLE');
    },
  });
  const address = `unix://${join(mkdtempSync(join(tmpdir(), 'firstring-')), 'grpc.sock')}`;
  await server.listen(address);
  const channel = createChannel(address);
  const client = createClientFactory()
    .use(errorDetailsClientMiddleware)
    .create(DialbackServiceDefinition, channel);
  await assert.rejects(client.listDialbacks({}), (error: unknown) => {
    assert.ok(error instanceof RichClientError);
    assert.equal(error.code, Status.UNAVAILABLE);
    const retry = error.extra.find(({ $type }) => $type === RetryInfo.$type);
    assert.deepEqual(retry, RetryInfo.fromPartial({ retryDelay: { seconds: 1, nanos: 0 } }));
    return true;
  });
  channel.close();
});
