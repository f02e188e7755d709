import { dialogId, dialogOfCallee } from '../dialog/dialog.ts';
import { natTargetOf } from '../dialog/nat.ts';
import { header } from '../message/message.ts';
import { fromTag } from '../message/tags.ts';
import type { AppSession, Core, Incoming, Outgoing } from './core.ts';
import { RateWindow } from './rate-window.ts';
import { newUpkeep } from './session-upkeep.ts';

/** The session that a request of ours opens; its first dialog is the caller's to add. */
export function openSessionAsCaller(core: Core, outgoing: Outgoing): AppSession {
  const { request } = outgoing;
  const callId = header(request, 'Call-ID') ?? '';
  const localTag = fromTag(request) ?? '';
  const session: AppSession = {
    ...emptySession(core),
    id: dialogId(callId, localTag),
    callId,
    localTag,
    method: request.method,
    role: 'uac',
    app: outgoing.app,
    outgoingInvite: request.method === 'INVITE' ? outgoing : undefined,
  };
  outgoing.session = session;
  core.sessions.add(session);
  return session;
}

/** The session that a request of the peer opens. Undefined when the request has no usable Contact. */
export function openSessionAsCallee(
  core: Core,
  incoming: Incoming,
  localTag: string,
): AppSession | undefined {
  const { request } = incoming;
  const dialog = dialogOfCallee(request, localTag);
  if (dialog === undefined) return undefined;
  const id = dialogId(header(request, 'Call-ID') ?? '', fromTag(request) ?? '');
  const session: AppSession = {
    ...emptySession(core),
    // A call that comes back to us keeps Call-ID and From tag: its second leg needs a name of its own.
    id: core.sessions.byId(id) === undefined ? id : `${id};to-tag=${localTag}`,
    callId: dialog.callId,
    localTag,
    method: request.method,
    role: 'uas',
    app: incoming.app,
    forks: new Map([[dialog.remoteTag, dialog]]),
    remoteTag: dialog.remoteTag,
    natTarget: natTargetOf(request, incoming.flow),
    incomingInvite: request.method === 'INVITE' ? incoming : undefined,
  };
  core.sessions.add(session);
  return session;
}

type Named = 'id' | 'callId' | 'localTag' | 'method' | 'role' | 'app';

function emptySession(core: Core): Omit<AppSession, Named> {
  return {
    forks: new Map(),
    remoteTag: '',
    natTarget: undefined,
    owedAck: undefined,
    endAfterAck: undefined,
    incomingInvite: undefined,
    incomingUpdate: undefined,
    outgoingInvite: undefined,
    awaitedAcks: new Map(),
    upkeep: newUpkeep(),
    isEnding: false,
    rate: new RateWindow(core.limits.inDialogPerSecond),
  };
}
