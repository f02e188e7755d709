import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemRandom } from '@firstring/kernel/system';
import { createEndpoints, type EndpointsDeps } from '@firstring/console-service/endpoints';
import { CANARY, CANARY_DIGITS, openWalledOffice, WALLED, type Person } from './_walled-office.ts';

// Building the table calls nothing: handlers reach for what they need when they are called.
const endpoints = createEndpoints({} as EndpointsDeps);

const PHONE = `+1${CANARY_DIGITS}`;

interface Made {
  readonly method: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the first process has, and how it was made. */
class Inside {
  readonly made: Made[] = [];
  /** Ids of its things by the name of the path parameter. */
  readonly ids = new Map<string, string>();
  readonly #person: Person;

  constructor(person: Person) {
    this.#person = person;
  }

  /** Makes a thing; `name` is where the answer has its id. */
  async make(method: string, path: string, body: object, name?: string): Promise<string> {
    const sent = { ...body, requestId: systemRandom.uuid() };
    const answer = await this.#person.send(method, path, sent);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
    this.made.push({ method, path, body: sent });
    const id = name === undefined ? undefined : findId(answer.body, name);
    if (name !== undefined) {
      assert.ok(id, `${method} ${path} answers without ${name}: ${answer.text}`);
      this.ids.set(name, id);
    }
    return id ?? '';
  }

  /** Every list and every thing, as its own people see it. */
  async snapshot(): Promise<string> {
    const texts: string[] = [];
    for (const { method, path } of endpoints) {
      if (method !== 'get' || /^\/(audit|desk|session|roles|telephony)/.test(path)) continue;
      const query = path === '/views' ? '?table=leads' : '';
      texts.push((await this.#person.send('GET', this.pathTo(path) + query)).text);
    }
    return texts.join('\n').replace(/"(serverAt|at|asOf\w*|computedAt|watermark\w*)":[^,}]+/g, '');
  }

  /** A path with the ids of the first process's things. */
  pathTo(path: string): string {
    return path.replace(/:(\w+)/g, (_all, name: string) => encodeURIComponent(this.ids.get(name) ?? 'thing'));
  }
}

function findId(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    if (key === name && typeof inner === 'string' && inner !== '') return inner;
    const found = findId(inner, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function furnish(inside: Inside): Promise<void> {
  const name = `Thing ${CANARY}`;
  const root = {
    type: 'clause',
    match: 'all',
    nodes: [{ type: 'condition', attribute: 'first_name', operator: '=', negated: false, values: [CANARY] }],
  };
  inside.ids.set('userId', 'inside-agent');
  inside.ids.set('agentId', 'inside-agent');
  inside.ids.set('name', 'walls');
  await inside.make('PUT', '/custom-parameters', { name: 'walls', label: name });
  const timeZone = 'America/New_York';
  const campaign = { name, type: 'outbound_preview', timeZone };
  const campaignId = await inside.make('POST', '/campaigns', campaign, 'campaignId');
  const listId = await inside.make('POST', '/lists', { name, description: name, owner: CANARY }, 'listId');
  const contact = { phones: [PHONE], firstName: CANARY, email: `${CANARY}@example.org` };
  await inside.make('POST', `/lists/${listId}/contacts`, { ...contact, custom: { walls: CANARY } }, 'leadId');
  await inside.make('POST', '/vendors', { name, contact: CANARY, note: CANARY }, 'vendorId');
  const vendorId = inside.ids.get('vendorId');
  const link = { vendorId, vendorName: name, defaultCountry: 'US' };
  await inside.make('POST', `/campaigns/${campaignId}/links`, link, 'ingestLinkId');
  const filter = { name, description: name, version: '0', root, enabled: true };
  await inside.make('POST', '/filters', { ...filter, level: 'system' }, 'filterId');
  const filterId = inside.ids.get('filterId');
  const group = { name, description: name, version: '0', enabled: true, policies: [] };
  const layers = [{ filterId, layers: [] }];
  await inside.make('POST', '/filter-groups', { ...group, level: 'system', layers }, 'filterGroupId');
  await inside.make('POST', '/exclusions', { kind: 'number', phone: PHONE, cause: 'manual', note: CANARY });
  inside.ids.set('table', 'leads');
  const view = { table: 'leads', name, shared: true, query: { status: 'new' } };
  await inside.make('POST', '/views', view, 'viewId');
  await inside.make('POST', '/blacklist', { pattern: PHONE, cause: CANARY });
  const number = { phone: PHONE, name, campaignIds: [campaignId] };
  await inside.make('POST', '/incoming-numbers', number, 'incomingNumberId');
  const account = { username: `${CANARY}-phone` };
  await inside.make('POST', '/telephony/phones/inside-agent/secret', account);
}

function assertBlind(text: string, what: string): void {
  assert.ok(!text.includes(CANARY) && !text.includes(CANARY_DIGITS), `${what}: ${text.slice(0, 400)}`);
}

test('R-87 I13 console/35 console/45 nothing of one process is seen, changed or named by anybody of another: every role, every endpoint, every stream', async () => {
  await using office = await openWalledOffice();
  const inside = new Inside(office.insider);
  await furnish(inside);
  const before = await inside.snapshot();
  assert.ok(before.includes(CANARY) && before.includes(CANARY_DIGITS));
  const agent = office.outsiders.find(({ role }) => role === 'agent');
  assert.ok(agent);
  await using desk = agent.watchDesk();
  for (const person of office.outsiders) {
    await readEverything(person, inside);
    await repeatEverything(person, inside);
  }
  const presence = { requestId: systemRandom.uuid(), ready: true };
  await agent.send('POST', '/desk/presence', presence);
  for (const person of office.outsiders) {
    for (const path of ['/audit?pageSize=100', '/audit?scope=installation&pageSize=100', '/audit/export'])
      assertBlind((await person.send('GET', path)).text, `${person.role}: GET ${path}`);
  }
  assert.match(desk.text(), /event: desk/);
  assertBlind(desk.text(), 'the desk of another process');
  assert.equal(await inside.snapshot(), before);
});

/** Every reading endpoint: as it is, asking for the foreign process, and with the ids of its things in path and query. */
async function readEverything(person: Person, inside: Inside): Promise<void> {
  const ids = Object.fromEntries(inside.ids);
  const asking = new URLSearchParams({ ...ids, search: CANARY, resourceId: ids['leadId'] ?? '' });
  for (const { method, path } of endpoints) {
    if (method !== 'get' || path === '/desk/events') continue;
    const target = inside.pathTo(path);
    for (const query of ['', `?search=${CANARY_DIGITS}`, `?${asking.toString()}`, `?processId=${WALLED}`]) {
      const { status, text } = await person.send('GET', `${target}${query}`);
      const what = `${person.role}: GET ${target}${query} ${status}`;
      assert.ok(status < 500, what);
      assertBlind(text, what);
      if (query.includes('processId=')) assert.ok([403, 404].includes(status) || path === '/session', what);
      else if (target !== path)
        assert.ok([403, 404, 422].includes(status) || isEmptyList(text), `${what}: ${text}`);
    }
  }
}

/** Everything that was made inside is sent again from outside: as it was made, and with the foreign process named. */
async function repeatEverything(person: Person, inside: Inside): Promise<void> {
  for (const { method, path, body } of inside.made) {
    const harmless: unknown = JSON.parse(
      JSON.stringify(body).replaceAll(CANARY, 'other').replaceAll(CANARY_DIGITS, '2025550100'),
    );
    const sent = { ...(harmless as object), requestId: systemRandom.uuid() };
    for (const query of ['', `?processId=${WALLED}`]) {
      const { status, text } = await person.send(method, `${path}${query}`, sent);
      const what = `${person.role}: ${method} ${path}${query} ${status}`;
      assert.ok(status < 500, what);
      assertBlind(text, what);
      const foreign = query !== '' || [...inside.ids.values()].some((id) => path.includes(id));
      if (foreign) assert.ok([403, 404].includes(status), `${what}: ${text}`);
    }
  }
  for (const { method, path } of endpoints) {
    if (method === 'get' || path.startsWith('/session') || !path.includes(':')) continue;
    const query = method === 'delete' ? `?requestId=${systemRandom.uuid()}` : '';
    const body = method === 'delete' ? undefined : { requestId: systemRandom.uuid() };
    const { status, text } = await person.send(method.toUpperCase(), `${inside.pathTo(path)}${query}`, body);
    assert.ok(status < 500, `${person.role}: ${method} ${path} ${status}: ${text}`);
    assertBlind(text, `${person.role}: ${method} ${path}`);
  }
}

/** A list of a foreign thing may be empty instead of not there: neither says that the thing exists. */
function isEmptyList(text: string): boolean {
  return /^\{"\w+":\[\],"nextPageToken":""\}$/.test(text);
}
