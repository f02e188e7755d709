import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reasonError } from '@firstring/contracts';
import {
  ConfigurationServiceDefinition,
  type ConfigurationServiceImplementation,
} from '@firstring/contracts/leads/configuration_service';
import {
  LeadServiceDefinition,
  UpsertOutcome,
  type LeadServiceImplementation,
  type LeadSubmission,
  type UpsertResult,
} from '@firstring/contracts/leads/lead_service';
import { LinkKeyKind, LinkProfile, type LinkSecret } from '@firstring/contracts/leads/link';
import {
  LinkServiceDefinition,
  type ConvertLeadRequest,
  type LinkServiceImplementation,
} from '@firstring/contracts/leads/link_service';
import { silentLog } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { createGrpcServer } from '@firstring/service-kit';

export const TOKEN = 'token-of-acme-token-of-acme';
export const OTHER_TOKEN = 'token-of-bolt-token-of-bolt';
export const REVOKED_TOKEN = 'token-revoked-token-revoked';
export const VENDOR_TOKEN = 'page-of-acme-page-of-acme';

/** A lead store that keeps what it is sent; `fail` makes it refuse, `hold` makes it wait. */
export interface FakeLeadStore extends AsyncDisposable {
  readonly address: string;
  /** Every submission that was stored, in order. */
  readonly stored: LeadSubmission[];
  readonly batches: number[];
  readonly resolved: string[];
  readonly revoked: Set<string>;
  readonly conversions: ConvertLeadRequest[];
  /** How the vendor of the first token posts. */
  profile: Partial<LinkProfile>;
  secrets: LinkSecret[];
  /** The campaign of all links is closed. */
  closed: boolean;
  fail: Error | undefined;
  /** Calls that store before the rest is refused. */
  failAfter: number | undefined;
  hold: Promise<void> | undefined;
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'firstring-'));
}

/** A live key as the lead store keeps it. */
export function keySecret(key: string): LinkSecret {
  const value = createHash('sha256').update(key).digest('hex');
  return { keyId: key.slice(0, 8), kind: LinkKeyKind.LINK_KEY_KIND_KEY, value };
}

export function signatureSecret(secret: string): LinkSecret {
  const value = Buffer.from(secret).toString('base64');
  return { keyId: secret.slice(0, 8), kind: LinkKeyKind.LINK_KEY_KIND_SIGNATURE, value };
}

export async function startFakeLeadStore(): Promise<FakeLeadStore> {
  const address = `unix://${join(newFolder(), 'lead-store.sock')}`;
  const server = createGrpcServer({ domain: 'lead-store.firstring', log: silentLog, clock: systemClock });
  const fake: FakeLeadStore = {
    address,
    stored: [],
    batches: [],
    resolved: [],
    revoked: new Set([REVOKED_TOKEN]),
    conversions: [],
    profile: {},
    secrets: [],
    closed: false,
    fail: undefined,
    failAfter: undefined,
    hold: undefined,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
  const memory = { answers: new Map<string, UpsertResult>(), ids: new Map<string, string>() };
  server.add(LeadServiceDefinition, leadMethods(fake, memory));
  server.add(ConfigurationServiceDefinition, configurationMethods(fake));
  server.add(LinkServiceDefinition, linkMethods(fake, memory));
  await server.listen(address);
  return fake;
}

interface Memory {
  readonly answers: Map<string, UpsertResult>;
  readonly ids: Map<string, string>;
}

/** Only what ingest calls; anything else is a mistake of the test. */
function only<Methods extends object>(methods: Partial<Methods>): Methods {
  const unused = async (): Promise<never> => {
    throw new Error('ingest does not call this');
  };
  // A proxy has every method; the type cannot know.
  return new Proxy(methods, { get: (target, name) => Reflect.get(target, name) ?? unused }) as Methods;
}

function leadMethods(fake: FakeLeadStore, memory: Memory) {
  return only<LeadServiceImplementation>({
    async upsertLeads({ submissions }) {
      await fake.hold;
      if (fake.fail !== undefined) throw fake.fail;
      if (fake.failAfter !== undefined && fake.batches.length >= fake.failAfter) {
        throw reasonError('STORE_UNAVAILABLE');
      }
      fake.batches.push(submissions.length);
      return { results: submissions.map((submission) => store(fake, memory, submission)) };
    },
  });
}

function configurationMethods(fake: FakeLeadStore) {
  return only<ConfigurationServiceImplementation>({
    async resolveIngestLink({ token }) {
      fake.resolved.push(token);
      if (fake.revoked.has(token)) throw reasonError('LINK_REVOKED');
      if (token !== TOKEN && token !== OTHER_TOKEN) throw reasonError('LINK_NOT_FOUND');
      const link = { ingestLinkId: linkIdOf(token), processId: 'process-1', defaultCountry: 'US' };
      if (token === OTHER_TOKEN) return { link };
      return { link: { ...link, profile: LinkProfile.fromPartial(fake.profile) }, secrets: fake.secrets };
    },
  });
}

function linkMethods(fake: FakeLeadStore, memory: Memory) {
  return only<LinkServiceImplementation>({
    async checkSubmissions({ submissions }) {
      if (fake.fail !== undefined) throw fake.fail;
      return { results: submissions.map((submission) => check(fake, memory, submission)) };
    },
    async convertLead(request) {
      const { ingestLinkId, callerId, leadId, requestId } = request;
      const known = callerId === '' ? leadId : memory.ids.get(`${ingestLinkId}|${callerId}`);
      if (known === undefined || ![...memory.ids.values()].includes(known))
        throw reasonError('LEAD_NOT_FOUND');
      const before = fake.conversions.findIndex((conversion) => conversion.requestId === requestId);
      const changed = before === 0 || fake.conversions.length === 0;
      if (before === -1) fake.conversions.push(request);
      return { leadId: known, changed };
    },
    async resolveVendorPage({ token }) {
      if (token !== VENDOR_TOKEN) throw reasonError('VENDOR_PAGE_NOT_FOUND');
      const links = [{ ingestLinkId: linkIdOf(TOKEN), campaignName: 'Spring <b>', revoked: false }];
      return { page: { vendorName: 'Acme & Co' }, links };
    },
  });
}

function store(fake: FakeLeadStore, memory: Memory, submission: LeadSubmission): UpsertResult {
  const answered = memory.answers.get(submission.requestId);
  if (answered !== undefined) return answered;
  const answer = check(fake, memory, submission);
  if (answer.outcome === UpsertOutcome.UPSERT_OUTCOME_REFUSED) return answer;
  const leadId = answer.leadId === '' ? systemRandom.uuid() : answer.leadId;
  memory.ids.set(identityOf(submission), leadId);
  fake.stored.push(submission);
  memory.answers.set(submission.requestId, { ...answer, leadId });
  return { ...answer, leadId };
}

function check(fake: FakeLeadStore, { ids }: Memory, submission: LeadSubmission): UpsertResult {
  if ([...fake.revoked].some((token) => linkIdOf(token) === submission.ingestLinkId)) {
    return result(UpsertOutcome.UPSERT_OUTCOME_REFUSED, '', 'LINK_REVOKED');
  }
  if (fake.closed) return result(UpsertOutcome.UPSERT_OUTCOME_REFUSED, '', 'CAMPAIGN_CLOSED');
  const known = ids.get(identityOf(submission));
  const outcome =
    known === undefined ? UpsertOutcome.UPSERT_OUTCOME_CREATED : UpsertOutcome.UPSERT_OUTCOME_UPDATED;
  const ignoredParameters = Object.keys(submission.parameters).filter((name) => name !== 'age');
  return { ...result(outcome, known ?? ''), ignoredParameters };
}

function identityOf({ ingestLinkId, callerId }: LeadSubmission): string {
  return `${ingestLinkId}|${callerId}`;
}

export function linkIdOf(token: string): string {
  return `link-${token.length}-${token.slice(9, 13)}`;
}

function result(outcome: UpsertOutcome, leadId: string, reason = ''): UpsertResult {
  return { outcome, leadId, version: 1n, ignoredParameters: [], reason };
}
