import { reasonError } from '@firstring/contracts';
import type { LinkKeyDoc } from '../store/configuration.ts';
import { changeLink, hashToken, newToken, viewLink, type LinkRef, type LinkView } from './ingest-links.ts';
import type { LeadStoreDeps } from './ports.ts';

/** Two live keys let a vendor change over without a gap. */
const KEYS_OF_A_KIND_MAX = 2;
const ID_BYTES = 6;
const SECRET_BYTES = 32;

export interface CreateLinkKey extends LinkRef {
  readonly requestId: string;
  readonly kind: LinkKeyDoc['kind'];
}

/** A key for this link. The secret is in this one answer; a repeated request gets ''. LINK_KEYS_FULL when two of the kind live. */
export async function createLinkKey(
  deps: LeadStoreDeps,
  command: CreateLinkKey,
): Promise<LinkView & { readonly secret: string }> {
  const { requestId, kind } = command;
  const keyId = Buffer.from(deps.random.bytes(ID_BYTES)).toString('hex');
  const made = { requestId, keyId, createdAt: deps.clock.now() };
  const { key, secret } = kind === 'key' ? sentKey(deps, made) : signingKey(deps, made);
  const { link, changed } = await changeLink(deps, command, (before) => {
    const keys = before.keys ?? [];
    if (keys.some((known) => known.requestId === requestId)) return undefined;
    if (before.revokedAt !== undefined) throw reasonError('LINK_REVOKED');
    if (keys.filter((known) => known.kind === kind).length >= KEYS_OF_A_KIND_MAX) {
      throw reasonError('LINK_KEYS_FULL');
    }
    return { ...before, keys: [...keys, key] };
  });
  if (changed) deps.events.linkKeyCreated({ ...refOf(command), keyId });
  return { ...(await viewLink(deps, link)), secret: changed ? secret : '' };
}

type Made = Pick<LinkKeyDoc, 'requestId' | 'keyId' | 'createdAt'>;

/** `fsk_<id>_<secret>`: the id finds the key in a log or a search for leaked keys. */
function sentKey(deps: LeadStoreDeps, made: Made): { key: LinkKeyDoc; secret: string } {
  const secret = `fsk_${made.keyId}_${newToken(deps)}`;
  return { key: { ...made, kind: 'key', hash: hashToken(secret) }, secret };
}

/** The form of Standard Webhooks: `whsec_<base64>`. */
function signingKey(deps: LeadStoreDeps, made: Made): { key: LinkKeyDoc; secret: string } {
  const secret = Buffer.from(deps.random.bytes(SECRET_BYTES)).toString('base64');
  return { key: { ...made, kind: 'signature', secret }, secret: `whsec_${secret}` };
}

/** Ends a key. Ending it again changes nothing. */
export async function revokeLinkKey(
  deps: LeadStoreDeps,
  command: LinkRef & { readonly keyId: string },
): Promise<LinkView> {
  const { keyId } = command;
  const { link, changed } = await changeLink(deps, command, (before) => {
    const keys = before.keys ?? [];
    const left = keys.filter((key) => key.keyId !== keyId);
    return left.length === keys.length ? undefined : { ...before, keys: left };
  });
  if (changed) deps.events.linkKeyRevoked({ ...refOf(command), keyId });
  return viewLink(deps, link);
}

function refOf({ processId, ingestLinkId }: LinkRef): LinkRef {
  return { processId, ingestLinkId };
}
