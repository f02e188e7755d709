import type { AppConnection } from '../control/app-connection.ts';
import { type AppMessage, type AppRequest, appHeader, parseAppMessage } from '../control/app-message.ts';
import type { ProxyCommand, SipCommand } from '../control/commands.ts';
import { fromTag, toTag } from '../message/tags.ts';
import { acknowledge } from './acknowledge.ts';
import { cancelByApp } from './cancel-outgoing.ts';
import type { Core } from './core.ts';
import { refuse } from './notify-app.ts';
import { proxyByApp } from './proxy-by-app.ts';
import { respond } from './respond.ts';
import { sendInDialog } from './send-in-dialog.ts';
import { sendRequest } from './send-request.ts';

/** What an app asks for, to whoever does it. */
export function handleCommand(core: Core, app: AppConnection, command: SipCommand | ProxyCommand): void {
  if (command.type === 'proxy') {
    proxyByApp(core, app, command);
    return;
  }
  const message = parseAppMessage(command.message);
  if (message === undefined) {
    refuse(core, app, command.id, 'Server error: unable to parse message');
    return;
  }
  if (message.type === 'response') {
    respond(core, app, command, message);
    return;
  }
  const inDialog = command.dialogId === undefined ? dialogOfMessage(core, command, message) : command;
  switch (message.method) {
    case 'ACK':
      acknowledge(core, app, inDialog, message);
      return;
    case 'CANCEL':
      cancelByApp(core, app, command, message);
      return;
    default:
      if (inDialog.dialogId === undefined) sendRequest(core, app, command, message);
      else sendInDialog(core, app, inDialog, message);
  }
}

/** A request that brings Call-ID and both tags of a live dialog belongs to it, also without its id. */
function dialogOfMessage(core: Core, command: SipCommand, message: AppRequest): SipCommand {
  const callId = appHeader(message, 'Call-ID');
  const tags = tagsOf(message);
  if (callId === undefined || tags.local === undefined || tags.remote === undefined) return command;
  const session = core.sessions.byLocalTag(callId, tags.local);
  return session?.forks.has(tags.remote) === true ? { ...command, dialogId: session.id } : command;
}

function tagsOf(message: AppMessage): { local: string | undefined; remote: string | undefined } {
  const asMessage = {
    type: 'request',
    method: '',
    uri: '',
    headers: message.headers,
    body: message.body,
  } as const;
  return { local: fromTag(asMessage), remote: toTag(asMessage) };
}
