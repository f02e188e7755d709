import { composeRequest } from '../compose/compose-request.ts';
import type { AppConnection } from '../control/app-connection.ts';
import type { AppRequest } from '../control/app-message.ts';
import type { SipCommand } from '../control/commands.ts';
import { parseUri } from '../message/headers/uri.ts';
import { nextHopOf } from '../transport/next-hop.ts';
import type { Target } from '../transport/transport.ts';
import type { Core } from './core.ts';
import { newBranch, newCseq, newTag } from './identifiers.ts';
import { launch, launchUnreachable } from './launch.ts';
import { refuse } from './notify-app.ts';
import { type FoundTarget, targetNamedBy, targetOfUri, withFound } from './uri-target.ts';

/** An app sends a request outside any dialog (docs/control-protocol.md section 4). */
export function sendRequest(core: Core, app: AppConnection, command: SipCommand, request: AppRequest): void {
  const target = findTarget(core, command, request);
  if (typeof target === 'string') {
    refuse(core, app, command.id, target);
    return;
  }
  withFound(core, target, (found) => send(core, { app, command, request }, found));
}

interface NewRequest {
  readonly app: AppConnection;
  readonly command: SipCommand;
  readonly request: AppRequest;
}

function send(core: Core, what: NewRequest, target: Target | undefined): void {
  const { app, command, request } = what;
  if (target !== undefined && core.transports.isSelf(target)) {
    refuse(core, app, command.id, 'can not send request to myself');
    return;
  }
  const local: Target = target ?? {
    protocol: core.transports.protocols[0] ?? 'udp',
    address: '127.0.0.1',
    port: 0,
  };
  const parts = core.transports.partsTowards(local);
  if (parts === undefined) {
    refuse(core, app, command.id, 'requested protocol/transport not available');
    return;
  }
  const composed = composeRequest(request, {
    ...parts,
    branch: newBranch(core.random),
    fromTag: newTag(core.random),
    callId: core.random.uuid(),
    cseq: newCseq(core.random),
    keepRoutes: command.nextHop !== undefined,
  });
  if ('refusal' in composed) {
    refuse(core, app, command.id, composed.refusal);
    return;
  }
  const ready = { app, commandId: command.id, request: composed, session: undefined };
  if (target === undefined) launchUnreachable(core, ready, 'DNS Error');
  else launch(core, { ...ready, target });
}

/** The 5th token, else where the contact registered from, else the request-URI. A string says why there is none. */
function findTarget(
  core: Core,
  command: SipCommand,
  request: AppRequest,
): Exclude<FoundTarget, undefined> | string {
  const { nextHop } = command;
  const uri = nextHop ?? request.uri;
  if (parseUri(request.uri) === undefined) return `invalid request-uri: ${request.uri}`;
  if (nextHopOf(uri) === undefined) return `invalid request-uri: ${uri}`;
  const target = nextHop === undefined ? targetOfUri(core, uri) : targetNamedBy(core, uri);
  return target ?? 'requested protocol/transport not available';
}
