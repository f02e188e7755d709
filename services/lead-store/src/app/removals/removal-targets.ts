import { reasonError } from '@firstring/contracts';
import { updateDocument } from '@firstring/service-kit';
import type { Stored } from '@firstring/store';
import type { RemovalSecretDoc, RemovalTargetDoc } from '../../store/removals.ts';
import { createOnce } from '../create-once.ts';
import type { RemovalDeps } from './removal-deps.ts';
import { formatSecret } from '@firstring/service-kit/sign-webhook';
import { readWebhookUrl } from './webhook-address.ts';

/** Addresses a process may have. */
export const TARGETS_MAX = 10;
const SECRETS_MAX = 2;
const SECRET_BYTES = 32;
const PAGE = 200;

export interface RemovalTargetRef {
  readonly processId: string;
  readonly targetId: string;
}

export interface TargetWithSecret {
  readonly target: Stored<RemovalTargetDoc>;
  /** Shown this one time; empty for a repeated request. */
  readonly secret: string;
}

/** adds an address; WEBHOOK_URL_REFUSED when it is none that may be written to. */
export async function createRemovalTarget(
  deps: RemovalDeps,
  command: Pick<RemovalTargetDoc, 'requestId' | 'processId' | 'name' | 'url' | 'createdBy'>,
): Promise<TargetWithSecret> {
  const address = readWebhookUrl(command.url, deps.policy);
  if ('problem' in address) {
    throw reasonError('WEBHOOK_URL_REFUSED', { details: { field: 'url', problem: address.problem } });
  }
  const isFull = (await listRemovalTargets(deps, command.processId)).length >= TARGETS_MAX;
  if (isFull) throw reasonError('WEBHOOK_TARGETS_FULL');
  const secret = newSecret(deps, command.requestId);
  const doc: RemovalTargetDoc = { ...command, createdAt: deps.clock.now(), secrets: [secret] };
  const target = await createOnce(deps.targets, undefined, { doc, newId: deps.random.uuid() });
  const isNew = target.doc.secrets[0]?.secretId === secret.secretId;
  return { target, secret: isNew ? secret.secret : '' };
}

export async function listRemovalTargets(
  deps: Pick<RemovalDeps, 'targets'>,
  processId: string,
): Promise<readonly Stored<RemovalTargetDoc>[]> {
  const page = await deps.targets.query({ index: 'process', equals: [processId], pageSize: TARGETS_MAX });
  return page.items;
}

/** Adds the second secret; both sign until one is ended. */
export function addRemovalSecret(
  deps: RemovalDeps,
  ref: RemovalTargetRef,
  requestId: string,
): Promise<TargetWithSecret> {
  const fresh = newSecret(deps, requestId);
  return updateDocument(deps.targets, ref.targetId, (before, version) => {
    const doc = owned(before, ref);
    if (doc.secrets.some((known) => known.requestId === requestId)) {
      return { answer: { target: { id: ref.targetId, version: version - 1, doc }, secret: '' } };
    }
    if (doc.secrets.length >= SECRETS_MAX) throw reasonError('WEBHOOK_SECRETS_FULL');
    const next = { ...doc, secrets: [...doc.secrets, fresh] };
    return { answer: { target: { id: ref.targetId, version, doc: next }, secret: fresh.secret }, doc: next };
  });
}

/** Ends one secret. The last one stays: an unsigned message is worth nothing. */
export function endRemovalSecret(
  deps: RemovalDeps,
  ref: RemovalTargetRef,
  secretId: string,
): Promise<TargetWithSecret> {
  return updateDocument(deps.targets, ref.targetId, (before, version) => {
    const doc = owned(before, ref);
    const secrets = doc.secrets.filter((known) => known.secretId !== secretId);
    if (secrets.length === doc.secrets.length || secrets.length === 0) {
      return { answer: { target: { id: ref.targetId, version: version - 1, doc }, secret: '' } };
    }
    const next = { ...doc, secrets };
    return { answer: { target: { id: ref.targetId, version, doc: next }, secret: '' }, doc: next };
  });
}

/** The address goes first, so that nothing new comes; then what waits for it. */
export async function deleteRemovalTarget(deps: RemovalDeps, ref: RemovalTargetRef): Promise<void> {
  const stored = await deps.targets.get(ref.targetId);
  if (stored !== undefined) {
    owned(stored.doc, ref);
    const gone = await deps.targets.delete({ id: ref.targetId, expectedVersion: stored.version });
    if (gone.type === 'conflict') throw reasonError('VERSION_CONFLICT');
  }
  for (;;) {
    const page = await deps.deliveries.query({ index: 'target', equals: [ref.targetId], pageSize: PAGE });
    for (const { id, version } of page.items) await deps.deliveries.delete({ id, expectedVersion: version });
    if (page.nextPageToken === undefined) return;
  }
}

function owned(doc: RemovalTargetDoc | undefined, { processId }: RemovalTargetRef): RemovalTargetDoc {
  if (doc?.processId !== processId) throw reasonError('NOT_FOUND');
  return doc;
}

function newSecret({ random, clock }: RemovalDeps, requestId: string): RemovalSecretDoc {
  const secret = formatSecret(random.bytes(SECRET_BYTES));
  return { secretId: random.uuid(), secret, createdAt: clock.now(), requestId };
}
