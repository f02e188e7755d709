import { composeInDialog } from '../compose/compose-request.ts';
import type { AppConnection } from '../control/app-connection.ts';
import { type AppRequest, appHeader } from '../control/app-message.ts';
import type { SipCommand } from '../control/commands.ts';
import { currentDialog } from '../dialog/session.ts';
import { withRequestTerms } from '../dialog/session-terms.ts';
import { parseCSeq } from '../message/headers/cseq.ts';
import { parseRSeq } from '../message/headers/rack.ts';
import type { Target } from '../transport/transport.ts';
import { stopAwaiting } from './stop-awaiting.ts';
import { cancelOutgoing } from './cancel-outgoing.ts';
import { tellStop } from './cdr.ts';
import type { AppSession, Core } from './core.ts';
import { finish } from './incoming.ts';
import { acknowledgeOwed, nextCseq } from './hang-up.ts';
import { newBranch } from './identifiers.ts';
import { launch, launchUnreachable } from './launch.ts';
import { refuse } from './notify-app.ts';
import { currentTerms, mustWaitForRefresh } from './session-upkeep.ts';
import { withTarget } from './session-target.ts';

/** Requests of an app that wait until a refresh of ours is answered; one is what a well-made app has. */
const WAITING_MAX = 8;

/** An app sends a request within a dialog (docs/control-protocol.md section 6). Any app may name any dialog; it then owns it. */
export function sendInDialog(core: Core, app: AppConnection, command: SipCommand, request: AppRequest): void {
  const session = core.sessions.byId(command.dialogId ?? '');
  const dialog = session === undefined ? undefined : currentDialog(session);
  if (session === undefined || dialog === undefined) {
    refuse(core, app, command.id, 'Server error: unable to find dialog for dialog id provided');
    return;
  }
  session.app = app;
  if (request.method === 'PRACK') useForkOf(session, request);
  if (request.method === 'BYE') beforeBye(core, session);
  else if (mustWaitForRefresh(session.upkeep, request.method)) {
    const wait = session.upkeep.whenRefreshed;
    if (wait.length < WAITING_MAX) wait.push(() => sendInDialog(core, app, command, request));
    else refuse(core, app, command.id, 'Server error: too many requests wait for a session refresh');
    return;
  }
  withTarget(core, session, dialog, (target) => send(core, { app, command, request, session }, target));
}

/** An app names only the call; the PRACK goes to the fork whose provisional response it acknowledges (RFC 3262 section 4). */
function useForkOf(session: AppSession, prack: AppRequest): void {
  const rseq = parseRSeq((appHeader(prack, 'RAck') ?? '').split(' ', 1)[0] ?? '');
  const unacknowledged = session.outgoingInvite?.unacknowledged ?? [];
  const index = unacknowledged.findIndex((entry) => entry.rseq === rseq);
  const [entry] = index === -1 ? [] : unacknowledged.splice(index, 1);
  if (entry !== undefined && session.forks.has(entry.tag)) session.remoteTag = entry.tag;
}

interface InDialog {
  readonly app: AppConnection;
  readonly command: SipCommand;
  readonly request: AppRequest;
  readonly session: AppSession;
}

function send(core: Core, what: InDialog, target: Target | undefined): void {
  const { app, command, request, session } = what;
  const dialog = currentDialog(session);
  const local: Target = target ?? {
    protocol: core.transports.protocols[0] ?? 'udp',
    address: '127.0.0.1',
    port: 0,
  };
  const parts = core.transports.partsTowards(local);
  if (dialog === undefined || parts === undefined) {
    refuse(core, app, command.id, 'requested protocol/transport not available');
    return;
  }
  // A digest retry brings its own number; anything not above the last one would be refused by the peer.
  const given = parseCSeq(appHeader(request, 'CSeq') ?? '')?.number ?? 0;
  const cseq = given > dialog.localCseq ? given : nextCseq(core, dialog);
  const composed = composeInDialog(request, dialog, { ...parts, branch: newBranch(core.random), cseq });
  if ('refusal' in composed) {
    refuse(core, app, command.id, composed.refusal);
    return;
  }
  session.forks.set(session.remoteTag, { ...dialog, localCseq: cseq });
  if (composed.method === 'BYE') tellStop(core, 'application', 'normal-release', composed);
  if (request.method === 'BYE' && target !== undefined) acknowledgeOwed(core, session, { dialog, target });
  const kept = withRequestTerms(composed, currentTerms(session.upkeep));
  const ready = { app, commandId: command.id, request: kept, session };
  if (target === undefined) launchUnreachable(core, ready, 'DNS Error');
  else launch(core, { ...ready, target });
}

/**
 * Nothing of the call may outlive its BYE: an unanswered re-INVITE is cancelled, or refused if it is the peer's, and an unacknowledged 2xx no
 * longer repeated.
 */
function beforeBye(core: Core, session: AppSession): void {
  stopAwaiting(session);
  session.isEnding = true;
  const { outgoingInvite, incomingInvite } = session;
  const isAsked = incomingInvite?.isInDialog === true && incomingInvite.state !== 'answered';
  if (isAsked) finish(core, incomingInvite, 487);
  if (outgoingInvite !== undefined && !outgoingInvite.ended) cancelOutgoing(core, outgoingInvite, []);
}
