import assert from 'node:assert/strict';
import { connect as connectHttp2, type ClientHttp2Stream, type OutgoingHttpHeaders } from 'node:http2';
import { createConnection } from 'node:net';
import { test } from 'node:test';
import {
  AcquireLockRequest,
  ClaimLeadRequest,
  ClaimServiceDefinition,
} from '@firstring/contracts/claim/claim_service';
import { AddNumbersRequest, ExclusionServiceDefinition } from '@firstring/contracts/claim/exclusion_service';
import { createGrpcClients } from '@firstring/service-kit';
import { key, lockLead, PHONE, PROCESS, requestId, startClaim } from './_harness.ts';

type Harness = Awaited<ReturnType<typeof startClaim>>;

/** Bytes that are sent as they are, whatever their type. */
const asTheyAre = {
  fromPartial: (bytes: Uint8Array) => bytes,
  encode: (bytes: Uint8Array) => ({ finish: () => bytes }),
  decode: (bytes: Uint8Array) => bytes,
};

/** Clients whose requests are bytes. */
function bytesTo({ address }: Harness) {
  const clients = createGrpcClients();
  const { acquireLock, claimLead } = ClaimServiceDefinition.methods;
  const { addNumbers } = ExclusionServiceDefinition.methods;
  const claim = {
    ...ClaimServiceDefinition,
    methods: {
      acquireLock: { ...acquireLock, requestType: asTheyAre },
      claimLead: { ...claimLead, requestType: asTheyAre },
    },
  } as const;
  const exclusions = {
    ...ExclusionServiceDefinition,
    methods: { addNumbers: { ...addNumbers, requestType: asTheyAre } },
  } as const;
  return {
    unary: clients.client(claim, address),
    carried: clients.carried(claim, address),
    exclusions: clients.client(exclusions, address),
    [Symbol.asyncDispose]: () => clients[Symbol.asyncDispose](),
  };
}

const ask = (change: object = {}) =>
  AcquireLockRequest.encode(
    AcquireLockRequest.fromPartial({
      requestId: requestId(),
      key: key(),
      agentId: 'agent-a',
      ownerEpoch: 1n,
      leaseMs: 60_000n,
      ...change,
    }),
  ).finish();

async function assertFree({ claim }: Harness): Promise<void> {
  const { lockedByAgentId } = await claim.getGuard({ processId: PROCESS, phone: PHONE });
  assert.equal(lockedByAgentId, '');
}

test('grpc/11 fields that claim does not know are passed over, one call at a time or over a stream', async () => {
  await using service = await startClaim();
  await using bytes = bytesTo(service);
  // Field 2000, length-delimited; then field 2001, a number.
  const unknown = Buffer.from([0x82, 0x7d, 0x03, 1, 2, 3, 0x88, 0x7d, 0x2a]);
  const request = Buffer.concat([ask(), unknown]);
  const first = await bytes.unary.acquireLock(request);
  assert.equal(first.result?.$case, 'granted');
  assert.deepEqual(
    await bytes.carried.acquireLock(request),
    first,
    'the same request, and the same to claim',
  );
});

test('grpc/12 ten million entries are refused for the message, half a million within it for the field', async () => {
  await using service = await startClaim();
  await using bytes = bytesTo(service);
  const numbersOf = (count: number) => {
    const head = AddNumbersRequest.fromPartial({ requestId: requestId(), processId: PROCESS });
    // Field 3: so many texts of one character.
    return Buffer.concat([
      AddNumbersRequest.encode(head).finish(),
      Buffer.alloc(count * 3, Buffer.from([(3 << 3) | 2, 1, 0x31])),
    ]);
  };
  await assert.rejects(bytes.exclusions.addNumbers(numbersOf(10_000_000)), { code: 'resource_exhausted' });
  await assert.rejects(bytes.exclusions.addNumbers(numbersOf(500_000)), {
    reason: 'INVALID_ARGUMENT',
  });
});

test('grpc/13 text that is no UTF-8 is refused with its field, and changes nothing', async () => {
  await using service = await startClaim();
  await using bytes = bytesTo(service);
  const broken = Buffer.from(ask({ agentId: 'agent-??' }));
  const at = broken.indexOf('??');
  broken.set([0xc3, 0x28], at);
  for (const send of [bytes.unary, bytes.carried]) {
    await assert.rejects(send.acquireLock(broken), {
      reason: 'INVALID_ARGUMENT',
      details: { field: 'agent_id' },
    });
  }
  await assertFree(service);
});

test('grpc/42 a value of a newer caller’s enum is refused with its field', async () => {
  await using service = await startClaim();
  await using bytes = bytesTo(service);
  const fencingToken = await lockLead(service, key());
  const held = ClaimLeadRequest.fromPartial({
    requestId: requestId(),
    key: key(),
    fencingToken,
    agentId: 'agent-a',
  });
  const newer = Buffer.concat([
    ClaimLeadRequest.encode(held).finish(),
    // Field 5: a number.
    Buffer.from([5 << 3, 99]),
  ]);
  for (const send of [bytes.unary, bytes.carried]) {
    await assert.rejects(send.claimLead(newer), {
      reason: 'INVALID_ARGUMENT',
      details: { field: 'reason' },
    });
  }
});

/** The status of a call, however it came. */
function statusOf(stream: ClientHttp2Stream): Promise<string> {
  return new Promise((resolve, reject) => {
    const take = (headers: OutgoingHttpHeaders): void => {
      const status = headers['grpc-status'];
      if (typeof status === 'string') resolve(status);
    };
    stream.on('response', take);
    stream.on('trailers', take);
    stream.on('error', reject);
    stream.resume();
  });
}

const DEADLINE_EXCEEDED = '4';

test('grpc/19 a request that comes after its deadline is answered so, and nothing is done', async () => {
  await using service = await startClaim();
  const session = connectHttp2('http://claim', {
    createConnection: () => createConnection(service.address.slice('unix://'.length)),
  });
  const stream = session.request({
    ':method': 'POST',
    ':path': '/firstring.claim.v1.ClaimService/AcquireLock',
    'content-type': 'application/grpc',
    te: 'trailers',
    'grpc-timeout': '1m',
  });
  const answered = statusOf(stream);
  assert.equal(await answered, DEADLINE_EXCEEDED);
  const request = ask();
  const head = Buffer.alloc(5);
  head.writeUInt32BE(request.length, 1);
  if (!stream.writableEnded && !stream.destroyed) stream.end(Buffer.concat([head, request]));
  session.destroy();
  await assertFree(service);
  // A deadline that has passed before the call leaves the caller is no call at all.
  await assert.rejects(service.claim.acquireLock(AcquireLockRequest.decode(request), { deadline: -1 }), {
    code: 'deadline_exceeded',
  });
});
