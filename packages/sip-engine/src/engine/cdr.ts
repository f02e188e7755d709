import { formatCdr } from '../control/replies.ts';
import type { SipMessage } from '../message/message.ts';
import { serializeMessage } from '../message/serialize.ts';
import type { Core } from './core.ts';

/** In which role the engine took part; the names are the protocol's (docs/control-protocol.md section 3). */
export type CdrRole = 'uac' | 'uas' | 'proxy-uac' | 'proxy-uas';
/** Why a call is over, or never began. */
export type CdrReason =
  | 'call-rejected'
  | 'call-canceled'
  | 'normal-release'
  | 'session-expired'
  | 'system-initiated-termination'
  | 'system-error-initiated-termination';
type Source = 'network' | 'application';

/** An INVITE that may become a call came in or went out. */
export function tellAttempt(core: Core, source: Source, invite: SipMessage): void {
  tell(core, ['cdr:attempt', source], invite);
}

/** An INVITE was accepted. */
export function tellStart(core: Core, source: Source, role: CdrRole, response: SipMessage): void {
  tell(core, ['cdr:start', source, role], response);
}

/** A call ended, or an INVITE was refused. */
export function tellStop(core: Core, source: Source, reason: CdrReason, message: SipMessage): void {
  tell(core, ['cdr:stop', source, reason], message);
}

/** To one app of those that registered for this kind of record, in turn; without one there is nothing to do. */
function tell(core: Core, [verb, source, detail]: [string, Source, string?], message: SipMessage): void {
  const app = core.control.appFor(verb);
  if (app === undefined) return;
  const record = { verb, source, at: core.clock.now(), detail, message: serializeMessage(message) };
  app.send(formatCdr(core.random.uuid(), record));
}
