import type { AppConnection } from '../control/app-connection.ts';
import { cancelOutgoing } from './cancel-outgoing.ts';
import type { Core } from './core.ts';
import { hangUp } from './hang-up.ts';
import { finish } from './incoming.ts';

/**
 * An app's connection ended. Its established calls are kept for a grace time, in which the same app (by its tags) may come back for
 * them; then they are ended with a BYE, ringing INVITEs are cancelled and callers that wait for an answer get 503
 * (docs/control-protocol.md section 11).
 */
export function onAppGone(core: Core, app: AppConnection): void {
  const dialogs = core.sessions.ofApp(app).length;
  // An app that leaves nothing behind has simply gone.
  core.log[dialogs === 0 ? 'info' : 'warn']({ app: app.number, dialogs }, 'app connection lost');
  core.clock.setTimer(core.timers.appGraceMs, () => releaseCallsOf(core, app));
}

/** A reconnected app gets its dialogs back; requests in flight it has forgotten, so they stay with the lost connection. */
export function onAppReady(core: Core, app: AppConnection): void {
  core.log.info({ app: app.number, tags: app.tags }, 'app connected');
  if (app.isOutbound) return;
  for (const session of core.sessions.all()) {
    if (!session.app.isOpen && sameTags(session.app.tags, app.tags)) session.app = app;
  }
}

function releaseCallsOf(core: Core, app: AppConnection): void {
  for (const outgoing of core.outgoing.values()) {
    if (outgoing.app === app && outgoing.request.method === 'INVITE') cancelOutgoing(core, outgoing, []);
  }
  for (const incoming of core.incoming.values()) {
    if (incoming.app === app) finish(core, incoming, 503);
  }
  for (const session of core.sessions.ofApp(app)) hangUp(core, session, 'app lost');
}

function sameTags(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((tag) => b.includes(tag));
}
