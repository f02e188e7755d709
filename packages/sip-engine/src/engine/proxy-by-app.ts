import type { AppConnection } from '../control/app-connection.ts';
import { parseAppMessage } from '../control/app-message.ts';
import type { ProxyCommand } from '../control/commands.ts';
import { isLoop } from '../proxy/route-marks.ts';
import { withoutHeader } from '../message/build.ts';
import type { Core, Incoming } from './core.ts';
import { finish } from './incoming.ts';
import { passDone, passTargetResponse, refuse } from './notify-app.ts';
import { isExhausted, isForUs, ProxiedRequest } from './proxied-request.ts';
import { canReach } from './uri-target.ts';

/** An app has a request proxied instead of answering it (docs/control-protocol.md sections 2 and 11). */
export function proxyByApp(core: Core, app: AppConnection, command: ProxyCommand): void {
  const incoming = core.incoming.get(command.transactionId);
  if (incoming === undefined) {
    refuse(core, app, command.id, `Unknown transaction id: ${command.transactionId}`);
    return;
  }
  const refusal = refusalOf(core, incoming, command);
  if (refusal !== undefined) {
    refuse(core, app, command.id, refusal.text);
    finish(core, incoming, refusal.status);
    return;
  }
  handOver(core, incoming);
  new ProxiedRequest(core, {
    transaction: incoming.transaction,
    // Routes of the caller do not decide where its request goes: the app does.
    request: withoutHeader(incoming.request, 'Route'),
    plan: {
      method: incoming.request.method,
      targets: command.destinations,
      isParallel: command.simultaneous,
      followsRedirects: command.followRedirects,
      provisionalMs: command.provisionalMs,
      finalMs: command.finalMs,
    },
    replacesUri: isForUs(core, incoming.request),
    recordsRoute: command.remainInDialog,
    headers: parseAppMessage(command.message)?.headers ?? [],
    opensCall: true,
    onFinal: (response, flow) => {
      if (command.fullResponse) passTargetResponse(core, app, { commandId: command.id, response, flow });
    },
    onDone: () => {
      if (command.fullResponse) passDone(core, app, command.id);
    },
  }).start();
  if (!command.fullResponse) passDone(core, app, command.id);
}

function refusalOf(
  core: Core,
  incoming: Incoming,
  command: ProxyCommand,
): { text: string; status: number } | undefined {
  const { request } = incoming;
  if (isExhausted(request))
    return { text: 'Rejected with 483 Too Many Hops due to Max-Forwards value of 0', status: 483 };
  if (isLoop(core.routeKey, request)) return { text: 'Rejected with 482 Loop Detected', status: 482 };
  const isUsable = command.destinations.some((uri) => canReach(core, uri));
  return isUsable ? undefined : { text: 'error proxying request to ', status: 500 };
}

/** From here the proxy answers, and not the app any more; what it still says about the request is refused. */
function handOver(core: Core, incoming: Incoming): void {
  incoming.pendingTimer?.cancel();
  incoming.reliable?.runner.stop();
  core.incoming.delete(incoming.id);
  if (incoming.session !== undefined && !incoming.isInDialog) core.sessions.remove(incoming.session);
}
