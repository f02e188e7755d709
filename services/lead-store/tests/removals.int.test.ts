import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { RemovalDeliveryState } from '@firstring/contracts/leads/removal_service';
import { systemClock } from '@firstring/kernel/system';
import { eventually } from '@firstring/kernel/testing';
import { configure, PHONE, PROCESS, requestId, startLeadStore, submit } from './_harness.ts';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A CRM that answers with what it is told, and keeps what it got. */
async function startCrm() {
  const received: Received[] = [];
  const crm = { received, status: 204, url: '', allow: '' };
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(crm.status).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server has one
  crm.url = `http://127.0.0.1:${port}/crm`;
  crm.allow = `127.0.0.1:${port}`;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return Object.assign(crm, { [Symbol.asyncDispose]: close });
}

async function startWithCrm(crm: { allow: string; url: string }) {
  const service = await startLeadStore({ env: { LEAD_STORE_WEBHOOK_ALLOW: crm.allow } });
  const { link } = await configure(service);
  const create = { requestId: requestId(), processId: PROCESS, name: 'CRM', url: crm.url, createdBy: 'ada' };
  const created = await service.removals.createRemovalTarget(create);
  const erase = async (firstName = 'Zoe'): Promise<string> => {
    const { leadId } = await submit(service, link, { firstName });
    await service.leads.deleteLead({ requestId: requestId(), processId: PROCESS, leadId });
    return leadId;
  };
  const deliveries = async () =>
    (await service.removals.listRemovalDeliveries({ processId: PROCESS })).deliveries;
  const targetId = created.target?.targetId ?? '';
  return Object.assign(service, { create, secret: created.secret, targetId, erase, deliveries });
}

function signature(secret: string, { headers, body }: Received): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}

test('R-136 an erased lead is told to the CRM: signed, with its numbers, once; then its content is gone here', async () => {
  await using crm = await startCrm();
  await using service = await startWithCrm(crm);
  const leadId = await service.erase();
  await eventually(systemClock, 'the CRM was told', () => crm.received.length === 1);
  const [message] = crm.received;
  assert.ok(message);
  assert.equal(message.headers['webhook-signature'], signature(service.secret, message));
  assert.partialDeepStrictEqual(JSON.parse(message.body), {
    type: 'lead.deleted',
    data: { lead_id: leadId, process_id: PROCESS, phones: [PHONE] },
  });
  await eventually(systemClock, 'it is delivered', async () => {
    const [delivery] = await service.deliveries();
    return delivery?.state === RemovalDeliveryState.REMOVAL_DELIVERY_STATE_DELIVERED;
  });
  const kept = await service.store
    .collection((await import('../src/store/removals.ts')).REMOVAL_DELIVERIES)
    .query({
      index: 'process',
      equals: [PROCESS],
      pageSize: 10,
    });
  assert.doesNotMatch(JSON.stringify(kept.items), /2125550123|Zoe/);
});

test('R-136 a CRM that refuses is tried again with the same id; what failed for good is sent again by hand', async () => {
  await using crm = await startCrm();
  await using service = await startWithCrm(crm);
  crm.status = 500;
  await service.erase();
  await eventually(systemClock, 'a first try', async () => (await service.deliveries())[0]?.attempts === 1);
  const [waiting] = await service.deliveries();
  assert.equal(waiting?.state, RemovalDeliveryState.REMOVAL_DELIVERY_STATE_PENDING);
  assert.equal(waiting.lastProblem, 'http_500');
  assert.ok((waiting.nextTime?.getTime() ?? 0) > systemClock.now());
  crm.status = 410;
  const leadId = await service.erase('Ann');
  const failed = async () => (await service.deliveries()).find((each) => each.leadId === leadId);
  await eventually(systemClock, 'gone is failed', async () => (await failed())?.canRetry === true);
  const before = crm.received.at(-1);
  crm.status = 200;
  const retry = {
    requestId: requestId(),
    processId: PROCESS,
    deliveryId: (await failed())?.deliveryId ?? '',
  };
  await assert.rejects(service.removals.retryRemovalDelivery({ ...retry, processId: 'process-2' }), {
    reason: 'NOT_FOUND',
  });
  await service.removals.retryRemovalDelivery(retry);
  await eventually(systemClock, 'delivered after all', async () => {
    return (await failed())?.state === RemovalDeliveryState.REMOVAL_DELIVERY_STATE_DELIVERED;
  });
  assert.equal(crm.received.at(-1)?.headers['webhook-id'], before?.headers['webhook-id']);
});

test('console/30 a secret is shown once; two sign while they are rotated; an ended one signs no more', async () => {
  await using crm = await startCrm();
  await using service = await startWithCrm(crm);
  const { removals, targetId, secret: old } = service;
  assert.match(old, /^whsec_/);
  assert.equal(
    (await removals.createRemovalTarget(service.create)).secret,
    '',
    'the same request shows nothing',
  );
  const listed = await removals.listRemovalTargets({ processId: PROCESS });
  assert.equal(listed.targets.length, 1);
  assert.ok(!JSON.stringify(listed).includes(old.slice(6)));
  const ref = { processId: PROCESS, targetId };
  const rotate = { requestId: requestId(), ...ref };
  const { secret: fresh, target } = await removals.rotateRemovalSecret(rotate);
  assert.equal((await removals.rotateRemovalSecret(rotate)).secret, '');
  await assert.rejects(removals.rotateRemovalSecret({ requestId: requestId(), ...ref }), {
    reason: 'WEBHOOK_SECRETS_FULL',
  });
  await service.erase();
  await eventually(systemClock, 'a message', () => crm.received.length === 1);
  const [both] = crm.received;
  assert.ok(both);
  assert.equal(both.headers['webhook-signature'], `${signature(old, both)} ${signature(fresh, both)}`);
  const endSecretId = target?.secrets[0]?.secretId ?? '';
  await removals.rotateRemovalSecret({ requestId: requestId(), ...ref, endSecretId });
  await service.erase('Ann');
  await eventually(systemClock, 'another message', () => crm.received.length === 2);
  const last = crm.received[1];
  assert.ok(last);
  assert.equal(last.headers['webhook-signature'], signature(fresh, last));
});

test('R-136 an address is checked when it is added; a deleted one is told no more, and what waited for it is gone', async () => {
  await using crm = await startCrm();
  await using service = await startWithCrm(crm);
  const { removals, targetId, create } = service;
  for (const url of ['http://10.0.0.1/', 'https://crm.example.org:22/', 'ftp://crm.example.org/', 'crm']) {
    const refused = removals.createRemovalTarget({ ...create, requestId: requestId(), url });
    await assert.rejects(refused, { reason: 'WEBHOOK_URL_REFUSED' }, url);
  }
  for (let count = 1; count < 10; count += 1) {
    await removals.createRemovalTarget({ ...create, requestId: requestId() });
  }
  const eleventh = removals.createRemovalTarget({ ...create, requestId: requestId() });
  await assert.rejects(eleventh, { reason: 'WEBHOOK_TARGETS_FULL' });
  for (const target of (await removals.listRemovalTargets({ processId: PROCESS })).targets) {
    if (target.targetId === targetId) continue;
    await removals.deleteRemovalTarget({
      requestId: requestId(),
      processId: PROCESS,
      targetId: target.targetId,
    });
  }
  crm.status = 500;
  await service.erase();
  await eventually(systemClock, 'a first try', async () => (await service.deliveries())[0]?.attempts === 1);
  const ref = { requestId: requestId(), processId: PROCESS, targetId };
  await assert.rejects(removals.deleteRemovalTarget({ ...ref, processId: 'process-2' }), {
    reason: 'NOT_FOUND',
  });
  await removals.deleteRemovalTarget(ref);
  assert.deepEqual(await service.deliveries(), []);
  await removals.deleteRemovalTarget(ref);
});
