import { reasonError } from '@firstring/contracts';
import { CALLER_ID_NAMES } from '../domain/lead-fields.ts';
import { mapFields } from '../domain/map-fields.ts';
import type { RawFields } from '../domain/parse-json-object.ts';
import { matchesRules } from '../domain/ping-rules.ts';
import { readCallerId } from '../domain/read-submission.ts';
import { checkFields } from './lead-schema.ts';
import type { IngestDeps, Link } from './ports.ts';
import { laterIfTemporary } from './store-failure.ts';

/** Accepted pings of a link that may wait for their posts. */
const OPEN_MAX = 1000;

export type PingAnswer =
  | { readonly type: 'accepted'; readonly pingId: string; readonly expiresInMs: number }
  | { readonly type: 'duplicate' }
  | { readonly type: 'no_match' };

/**
 * Says whether a lead would be taken, before the vendor sends the person's data. A Caller ID may come along and is looked up, not
 * kept. NOT_FOUND when the link does not work by ping and post, PING_LIMIT when too many pings are open.
 */
export async function pingLead(deps: IngestDeps, link: Link, sent: RawFields): Promise<PingAnswer> {
  const { profile, ingestLinkId } = link;
  if (!profile.pingPost) throw reasonError('NOT_FOUND', { message: 'this link takes posts without a ping' });
  const { fields } = mapFields(sent, profile.fieldMap);
  const checked = checkFields(fields);
  if (!matchesRules(fields, profile.pingRules)) return { type: 'no_match' };
  if (CALLER_ID_NAMES.some((name) => checked.predefined.has(name))) {
    const { e164 } = readCallerId(checked, link.defaultCountry);
    if (await isKnown(deps, ingestLinkId, e164)) return { type: 'duplicate' };
  }
  const nowAt = deps.clock.now();
  const selection = { index: 'link', equals: [ingestLinkId], range: { from: nowAt }, limit: OPEN_MAX };
  if ((await deps.pings.count(selection)) >= OPEN_MAX) throw reasonError('PING_LIMIT');
  const pingId = deps.random.uuid();
  const doc = { ingestLinkId, expiresAt: nowAt + deps.pingMs };
  await deps.pings.put({ id: pingId, doc, expectedVersion: 0 });
  return { type: 'accepted', pingId, expiresInMs: deps.pingMs };
}

async function isKnown(deps: IngestDeps, ingestLinkId: string, callerId: string): Promise<boolean> {
  const submission = {
    callerId,
    callerIdRaw: callerId,
    firstName: undefined,
    lastName: undefined,
    email: undefined,
    ownershipCode: undefined,
    parameters: new Map<string, string>(),
    timeZone: undefined,
    candidateZones: [],
    ignored: [],
  };
  const outgoing = { requestId: deps.random.uuid(), ingestLinkId, submission };
  const [result] = await deps.leadStore.check([outgoing]).catch(laterIfTemporary);
  return result?.type === 'stored' && !result.lead.created;
}

export interface SpentPing {
  /** Undefined where the link takes posts without a ping. */
  readonly pingId: string | undefined;
  /** What was posted, without the ping's id. */
  readonly fields: RawFields;
}

/** The ping a post stands on. PING_UNKNOWN without an open one of this link, PING_NO_MATCH when the post tells another story. */
export async function spendPing(
  deps: Pick<IngestDeps, 'pings' | 'clock'>,
  link: Link,
  sent: RawFields,
): Promise<SpentPing> {
  const { profile, ingestLinkId } = link;
  if (!profile.pingPost) return { pingId: undefined, fields: sent };
  const { fields } = mapFields(sent, profile.fieldMap);
  const pingId = fields.get('ping_id');
  const ping =
    typeof pingId === 'string' && pingId !== '' && pingId.length <= 128
      ? await deps.pings.get(pingId)
      : undefined;
  if (
    ping === undefined ||
    ping.doc.ingestLinkId !== ingestLinkId ||
    ping.doc.expiresAt <= deps.clock.now()
  ) {
    throw reasonError('PING_UNKNOWN');
  }
  if (!matchesRules(fields, profile.pingRules)) throw reasonError('PING_NO_MATCH');
  const left = new Map(sent);
  for (const name of sent.keys()) {
    if ((profile.fieldMap.get(name) ?? name) === 'ping_id') left.delete(name);
  }
  return { pingId: ping.id, fields: left };
}
