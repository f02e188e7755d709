import { type Dialog, routeOf } from '../dialog/dialog.ts';
import { nextHopOf } from '../transport/next-hop.ts';
import type { Target } from '../transport/transport.ts';
import type { AppSession, Core } from './core.ts';
import { type FoundTarget, withFound } from './uri-target.ts';

/**
 * Where a request of this dialog is sent: to the source noted by the NAT rule, while that can still be reached, else along the route set
 * (RFC 3261 section 12.2.1.1). Undefined when the name does not resolve.
 */
export function targetOf(core: Core, session: AppSession, dialog: Dialog): FoundTarget {
  if (session.natTarget !== undefined && core.transports.isOpen(session.natTarget)) return session.natTarget;
  const { uri, routes } = routeOf(dialog);
  const isStrict = routes.length > 0 && uri !== dialog.remoteTarget;
  const hop = nextHopOf(isStrict ? uri : (routes[0] ?? uri));
  return hop === undefined ? undefined : core.transports.resolve(hop, core.transports.protocols);
}

/** Runs `then` with the target, at once where no name has to be looked up. */
export function withTarget(
  core: Core,
  session: AppSession,
  dialog: Dialog,
  then: (target: Target | undefined) => void,
): void {
  withFound(core, targetOf(core, session, dialog), then);
}
