import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PERMISSIONS, ROLES, type Role } from '../src/domain/permissions.ts';
import { createEndpoints, type EndpointsDeps } from '../src/transport/http/endpoints.ts';
import { Client, newRequestId } from './_client.ts';
import { startConsole } from './_harness.ts';

const EVERYBODY = ROLES;
const MANAGERS: readonly Role[] = ['administrator', 'supervisor'];
const WATCHERS: readonly Role[] = [...MANAGERS, 'voice_admin'];
const ENGINEERS: readonly Role[] = ['administrator', 'voice_admin'];

/** Who may call what, written down once more by hand: the test compares it with every endpoint there is. */
const ALLOWED: Readonly<Record<string, readonly Role[]>> = {
  'get /session': EVERYBODY,
  'delete /session': EVERYBODY,
  'get /processes': EVERYBODY,
  'get /desk/events': ['agent'],
  'get /desk/colleagues': ['agent'],
  'post /desk/recording': ['agent'],
  'post /telephony/calls/:attemptId/recording': MANAGERS,
  'get /calls/:attemptId/recordings/:part': MANAGERS,
  'get /telephony/test-numbers': WATCHERS,
  'post /telephony/test-numbers': ENGINEERS,
  'delete /telephony/test-numbers': ENGINEERS,
  'post /telephony/trunks/:trunkId/test-calls': WATCHERS,
  'post /desk/alive': ['agent'],
  'post /desk/presence': ['agent'],
  'post /desk/dial': ['agent'],
  'post /desk/open': ['agent'],
  'post /desk/new-lead': ['agent'],
  'post /desk/new-number': ['agent'],
  // off for every role.
  'post /desk/dial-override': ['exclusion_override'],
  'post /desk/hang-up': ['agent'],
  'post /desk/control': ['agent'],
  'post /desk/dispose': ['agent'],
  'post /desk/skip': ['agent'],
  'post /desk/claim': ['agent'],
  'get /desk/call-time': ['agent'],
  'get /desk/claims': ['agent'],
  'post /desk/claims/:leadId/release': ['agent'],
  'get /claims': MANAGERS,
  'get /claims/:leadId/agents': MANAGERS,
  'post /claims/:leadId/release': MANAGERS,
  'post /claims/:leadId/reassign': MANAGERS,
  'post /claims/:leadId/take-away': MANAGERS,
  'post /claims/release-all': MANAGERS,
  'get /claiming': ['administrator', 'supervisor', 'agent'],
  'put /claiming': MANAGERS,
  'get /leads': MANAGERS,
  'get /leads/export': MANAGERS,
  'get /filters': MANAGERS,
  'get /filters/attributes': MANAGERS,
  'get /filters/:filterId': MANAGERS,
  'post /filters/impact': MANAGERS,
  'post /filters/criteria/parse': MANAGERS,
  'post /filters/criteria/print': MANAGERS,
  'post /filters': MANAGERS,
  'put /filters/:filterId': MANAGERS,
  'put /filters/:filterId/enabled': MANAGERS,
  'delete /filters/:filterId': MANAGERS,
  'get /filter-groups': MANAGERS,
  'get /filter-groups/:filterGroupId': MANAGERS,
  'get /filter-groups/:filterGroupId/scripts': MANAGERS,
  'post /filter-groups/scripts/try': MANAGERS,
  'post /filter-groups': MANAGERS,
  'put /filter-groups/:filterGroupId': MANAGERS,
  'delete /filter-groups/:filterGroupId': MANAGERS,
  'put /filter-group-entitlement': ['administrator'],
  'get /leads/:leadId': [...MANAGERS, 'agent'],
  'get /leads/:leadId/activity': [...MANAGERS, 'agent'],
  'put /leads/:leadId': [...MANAGERS, 'agent'],
  'delete /leads/:leadId': MANAGERS,
  'get /leads/:leadId/why': MANAGERS,
  'get /campaigns/:campaignId/why': MANAGERS,
  'get /agents/:agentId/why': MANAGERS,
  'get /agents/events': MANAGERS,
  'post /agents/alive': MANAGERS,
  'post /agents/:agentId/not-ready': MANAGERS,
  'get /lists': MANAGERS,
  'get /lists/:listId': MANAGERS,
  'post /lists': MANAGERS,
  'put /lists/:listId': MANAGERS,
  'put /lists/:listId/enabled': MANAGERS,
  'delete /lists/:listId': MANAGERS,
  'post /lists/:listId/contacts': MANAGERS,
  'post /lists/:listId/split': MANAGERS,
  'post /lists/:listId/uploads': MANAGERS,
  'get /table-definition': MANAGERS,
  'put /table-definition': ['administrator'],
  'get /prospects': MANAGERS,
  'post /prospects/review': MANAGERS,
  'get /distribution-rules': ENGINEERS,
  'put /distribution-rules': ENGINEERS,
  'get /uploads': MANAGERS,
  'get /uploads/:uploadId': MANAGERS,
  'get /uploads/:uploadId/preview': MANAGERS,
  'post /uploads/:uploadId/start': MANAGERS,
  'post /uploads/:uploadId/control': MANAGERS,
  'get /uploads/:uploadId/verdicts': MANAGERS,
  'get /calls': [...MANAGERS, 'agent', 'analyst'],
  'get /calls/:attemptId': [...MANAGERS, 'agent', 'analyst'],
  'get /reports/:report': [...MANAGERS, 'analyst'],
  'get /reports/:report/export': [...MANAGERS, 'analyst'],
  'get /report-filters': [...MANAGERS, 'analyst'],
  'get /campaigns': EVERYBODY,
  'get /campaign-overview': MANAGERS,
  'get /campaign-agents': WATCHERS,
  'get /callers/events': MANAGERS,
  'post /callers/alive': MANAGERS,
  'get /missed-calls': MANAGERS,
  'get /desk/missed-calls': ['agent'],
  'post /missed-calls/:dialbackId/handle': [...MANAGERS, 'agent'],
  'post /missed-calls/:dialbackId/release': MANAGERS,
  'post /missed-calls/:dialbackId/withdraw': MANAGERS,
  'get /incoming-numbers': WATCHERS,
  'get /incoming-numbers/:incomingNumberId': WATCHERS,
  'post /incoming-numbers': WATCHERS,
  'put /incoming-numbers/:incomingNumberId': WATCHERS,
  'delete /incoming-numbers/:incomingNumberId': WATCHERS,
  'get /campaigns/:campaignId': MANAGERS,
  'get /campaigns/:campaignId/trunks': MANAGERS,
  'post /campaigns': MANAGERS,
  'put /campaigns/:campaignId': MANAGERS,
  'get /campaigns/:campaignId/policy': MANAGERS,
  'put /campaigns/:campaignId/policy': MANAGERS,
  'post /campaigns/:campaignId/policy/check': MANAGERS,
  'post /campaigns/:campaignId/simulation': MANAGERS,
  'get /campaigns/:campaignId/policy/versions': MANAGERS,
  'get /campaigns/:campaignId/policy/versions/:version': MANAGERS,
  'put /campaigns/:campaignId/lists': MANAGERS,
  'post /campaigns/:campaignId/state': MANAGERS,
  'get /vendors': MANAGERS,
  'post /vendors': MANAGERS,
  'put /vendors/:vendorId': MANAGERS,
  'get /vendors/:vendorId/prices': MANAGERS,
  'put /vendors/:vendorId/prices': MANAGERS,
  'get /dispositions': MANAGERS,
  'put /dispositions': MANAGERS,
  'get /phones': ['agent'],
  'get /custom-parameters': [...MANAGERS, 'agent'],
  'put /custom-parameters': MANAGERS,
  'delete /custom-parameters/:name': MANAGERS,
  'get /campaigns/:campaignId/links': MANAGERS,
  'get /campaigns/:campaignId/link-days': MANAGERS,
  'post /campaigns/:campaignId/links': MANAGERS,
  'post /links/test': MANAGERS,
  'post /links/:ingestLinkId/revoke': MANAGERS,
  'put /links/:ingestLinkId/profile': MANAGERS,
  'post /links/:ingestLinkId/keys': MANAGERS,
  'post /links/:ingestLinkId/keys/:keyId/revoke': MANAGERS,
  'get /vendor-pages': MANAGERS,
  'post /vendor-pages': MANAGERS,
  'post /vendor-pages/:vendorPageId/revoke': MANAGERS,
  'get /exclusions': [...MANAGERS, 'voice_admin'],
  'post /exclusions': [...MANAGERS, 'voice_admin'],
  'delete /exclusions': [...MANAGERS, 'voice_admin'],
  'put /session/password': EVERYBODY,
  'get /process': MANAGERS,
  'get /process/first-steps': ['administrator'],
  'put /process': ['administrator'],
  'get /process/automatic-dialling': MANAGERS,
  'put /process/automatic-dialling': ['administrator'],
  'get /campaigns/:campaignId/pacing': MANAGERS,
  'post /processes': ['administrator'],
  'get /users': ['administrator'],
  'post /users': ['administrator'],
  'put /users/:userId': ['administrator'],
  'post /users/:userId/password': ['administrator'],
  'get /roles': ['administrator'],
  'get /audit': ['administrator'],
  'get /audit/verdict': ['administrator'],
  'get /audit/export': ['administrator'],
  'get /exclusions/export': [...MANAGERS, 'voice_admin'],
  'post /exclusions/numbers': [...MANAGERS, 'voice_admin'],
  'get /removal-targets': ['administrator'],
  'post /removal-targets': ['administrator'],
  'post /removal-targets/:targetId/secrets': ['administrator'],
  'delete /removal-targets/:targetId': ['administrator'],
  'get /removal-deliveries': ['administrator'],
  'post /removal-deliveries/:deliveryId/retry': ['administrator'],
  'get /blacklist': ['administrator', 'voice_admin'],
  'post /blacklist': ['administrator', 'voice_admin'],
  'delete /blacklist': ['administrator', 'voice_admin'],
  'get /views': EVERYBODY,
  'post /views': EVERYBODY,
  'put /views/:viewId': EVERYBODY,
  'delete /views/:viewId': EVERYBODY,
  'get /telephony/calls': WATCHERS,
  'get /telephony/calls/:attemptId/ladder': WATCHERS,
  'post /telephony/test-calls': WATCHERS,
  'post /telephony/test-calls/:attemptId/end': WATCHERS,
  'get /telephony/trunks': WATCHERS,
  'put /telephony/trunks/:trunkId': ENGINEERS,
  'delete /telephony/trunks/:trunkId': ENGINEERS,
  'get /telephony/phones': WATCHERS,
  'post /telephony/phones/:agentId/secret': ENGINEERS,
  'delete /telephony/phones/:agentId': ENGINEERS,
  'delete /telephony/phones/:agentId/registrations/:registrationId': ENGINEERS,
  'get /telephony/bans': WATCHERS,
  'post /telephony/bans/lift': ENGINEERS,
};

const USER_OF: Readonly<Record<Role, string>> = {
  administrator: 'adam',
  supervisor: 'sue',
  voice_admin: 'vera',
  agent: 'ann',
  analyst: 'alan',
  exclusion_override: 'olga',
};

// Building the table calls nothing: handlers reach for what they need when they are called.
const endpoints = createEndpoints({} as EndpointsDeps);

test('R-88 R-89 R-90 R-91 R-92 every endpoint is in the table of who may call it', () => {
  const found = endpoints.map(({ method, path }) => `${method} ${path}`);
  assert.deepEqual(found.toSorted(), Object.keys(ALLOWED).toSorted());
});

test("R-88 every permission opens an endpoint, and every endpoint but one's own session needs one", () => {
  const needed: ReadonlySet<string> = new Set(endpoints.flatMap(({ needs }) => needs));
  const idle = Object.keys(PERMISSIONS).filter((name) => !needed.has(name));
  assert.deepEqual(idle, []);
  const open = endpoints
    .filter(({ needs }) => needs.length === 0)
    .map(({ method, path }) => `${method} ${path}`);
  const own = ['get /session', 'put /session/password', 'delete /session', 'get /processes'];
  assert.deepEqual(open.toSorted(), own.toSorted());
});

test('R-88 R-89 R-90 R-91 R-92 the table written by hand is what the permissions say', () => {
  for (const { method, path, needs } of endpoints) {
    const granted = ROLES.filter((role) =>
      needs.some((permission) => PERMISSIONS[permission].includes(role)),
    );
    const allowed = needs.length === 0 ? EVERYBODY : granted;
    assert.deepEqual(allowed.toSorted(), ALLOWED[`${method} ${path}`]?.toSorted(), `${method} ${path}`);
  }
});

for (const role of ROLES) {
  test(`R-88 R-89 R-90 R-91 R-92 as ${role} each endpoint answers 403 exactly where the table says so`, async () => {
    await using harness = await startConsole();
    const client = await Client.signedIn(harness, USER_OF[role]);
    const others = endpoints.filter(({ method, path }) => !(method === 'delete' && path === '/session'));
    for (const { method, path } of others) {
      const refused = await isRefused(client, method, path.replace(/:\w+/g, 'thing'));
      const allowed = ALLOWED[`${method} ${path}`]?.includes(role) === true;
      assert.equal(refused, !allowed, `${role}: ${method} ${path}`);
    }
  });
}

async function isRefused(client: Client, method: string, path: string): Promise<boolean> {
  if (path === '/desk/events') {
    await using stream = await client.desk();
    return stream.response.status === 403;
  }
  const body = method === 'get' || method === 'delete' ? undefined : {};
  const answer = await client.send(method.toUpperCase(), `/api${path}`, body);
  assert.notEqual(answer.status, 500, `${method} ${path}`);
  return answer.status === 403 && answer.body.reason === 'PERMISSION_DENIED';
}

test('nothing but the sign-in answers without a session', async () => {
  await using harness = await startConsole();
  const client = new Client(harness.url);
  for (const { method, path } of endpoints) {
    const answer = await client.send(method.toUpperCase(), `/api${path.replace(/:\w+/g, 'thing')}`);
    assert.equal(answer.body.reason, 'SESSION_REQUIRED', `${method} ${path}`);
  }
});

test('console/9 an agent reads the lead they hold; any other is not there', async () => {
  await using harness = await startConsole();
  harness.leadStore.add(
    { leadId: 'mine', phone: '+12025550123' },
    { leadId: 'other', phone: '+12025550124' },
  );
  harness.claim.lock('+12025550123', { agentId: 'ann', leadId: 'mine' });
  harness.claim.lock('+12025550124', { agentId: 'bob', leadId: 'other' });
  const ann = await Client.signedIn(harness, 'ann');
  assert.equal((await ann.get('/api/leads/mine')).status, 200);
  const other = await ann.get('/api/leads/other');
  const missing = await ann.get('/api/leads/no-such-lead');
  assert.deepEqual([other.status, other.body.reason], [404, 'LEAD_NOT_FOUND']);
  assert.deepEqual(other.body, missing.body);
  assert.equal((await ann.get('/api/leads/other/activity')).status, 404);
});

test('R-74 a claimed lead stays readable for its owner after the lock is gone', async () => {
  await using harness = await startConsole();
  harness.leadStore.add({ leadId: 'mine', phone: '+12025550123' });
  harness.claim.lock('+12025550123', { agentId: 'ann', leadId: 'mine' });
  const ann = await Client.signedIn(harness, 'ann');
  const claimed = await ann.post<{ claimed: boolean }>('/api/desk/claim', {
    requestId: newRequestId(),
    processId: 'p1',
    leadId: 'mine',
    fencingToken: '7',
  });
  assert.deepEqual([claimed.status, claimed.body.claimed], [200, true]);
  harness.claim.lock('+12025550123', { agentId: '', leadId: '' });
  assert.equal((await ann.get('/api/leads/mine')).status, 200);
});

test("an agent's call log holds their own calls, whatever the page asks for", async () => {
  await using harness = await startConsole();
  const ann = await Client.signedIn(harness, 'ann');
  await ann.get('/api/calls?agentId=bob');
  const asked = harness.leadStore.requests
    .filter(({ rpc }) => rpc === 'listCalls')
    .map(({ request }) => request);
  assert.deepEqual(
    asked.map((request) => ('agentId' in request ? request.agentId : undefined)),
    ['ann'],
  );
});

test('R-87 another process does not exist for somebody outside it: leads, calls, settings, desks', async () => {
  await using harness = await startConsole();
  harness.leadStore.add({ leadId: 'far', processId: 'p2', phone: '+12025550123' });
  const sue = await Client.signedIn(harness, 'sue');
  for (const path of [
    '/api/leads',
    '/api/leads/far',
    '/api/calls',
    '/api/campaigns',
    '/api/custom-parameters',
    '/api/exclusions',
    '/api/exclusions/export',
    '/api/telephony/calls',
  ]) {
    const answer = await sue.get(`${path}?processId=p2`);
    assert.deepEqual([answer.status, answer.body.reason], [404, 'PROCESS_NOT_FOUND'], path);
  }
  assert.equal((await sue.get('/api/leads/far')).body.reason, 'LEAD_NOT_FOUND');
  const deletion = await sue.send('DELETE', `/api/leads/far?requestId=${newRequestId()}`);
  assert.equal(deletion.status, 404);
  assert.ok(harness.leadStore.leads.has('far'));
});

test('console/10 a dial that names a number instead of a lead in front is refused, and no call is made', async () => {
  await using harness = await startConsole();
  const ann = await Client.signedIn(harness, 'ann');
  const answer = await ann.post('/api/desk/dial', { requestId: newRequestId(), phone: '+12025559999' });
  assert.equal(answer.status, 422);
  const smuggled = await ann.post('/api/desk/dial', {
    requestId: newRequestId(),
    attemptId: 'attempt-1',
    fencingToken: '7',
    phone: '+12025559999',
  });
  assert.equal(smuggled.body.reason, 'NO_PREVIEW');
  assert.equal(harness.scheduler.dialled.size, 0);
});
