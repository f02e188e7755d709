import { reasonError } from '@firstring/contracts';
import type { DialChoice } from '../domain/agent/agent-input.ts';
import type { Presence, Work } from '../domain/agent/agent-state.ts';
import type { AgentSession } from './agent-sessions.ts';
import { checkCallback } from './call-time.ts';
import { hasCall } from './has-call.ts';
import { DeskStream } from './desk-stream.ts';
import type { DialOutcome } from './dial-lead.ts';
import { disposeWork, type Disposition } from './dispose-lead.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

const ANSWERS_MAX = 8;

/** Names the work a command is about; a command about work that has gone meanwhile is refused. */
export interface WorkRef {
  readonly agentId: string;
  readonly attemptId: string;
  readonly token: number;
}

/** Ready or Not Ready; during work Not Ready waits until after it. */
export function setPresence(
  deps: SchedulerDeps,
  command: { agentId: string; ready: boolean; reason: string },
): Presence {
  requireServing(deps);
  const { agentId, ready, reason } = command;
  if (deps.campaigns.scopesOf(agentId).length === 0) throw reasonError('AGENT_UNKNOWN');
  const session = deps.agents.open(agentId);
  const refused = deps.agents.apply(session, ready ? { type: 'ready' } : { type: 'not_ready', reason });
  if (refused !== undefined) throw reasonError(refused);
  return session.state.presence;
}

/** Dials the preview, at the number that is chosen. The same attempt again, a double click, is the same call. */
export async function dial(deps: SchedulerDeps, ref: WorkRef, choice: DialChoice = {}): Promise<DialOutcome> {
  const { session, work } = requireWork(deps, ref);
  const { presence } = session.state;
  if (presence === 'dialing' || presence === 'on_call' || presence === 'wrap_up') {
    return session.dialling ?? { dialling: true, reasons: [] };
  }
  const refused = deps.agents.apply(session, { type: 'dial', ...choice });
  if (refused !== undefined) throw reasonError(refused);
  return session.dialling ?? { dialling: work.dialRequestedAt !== undefined, reasons: [] };
}

/** The agent's own call, or one they have taken over. */
export async function hangUp(
  deps: SchedulerDeps,
  ref: { agentId: string; attemptId: string; requestId: string },
): Promise<void> {
  const { agentId, attemptId, requestId } = ref;
  const session = requireSession(deps, agentId);
  if (!hasCall(session.state, attemptId)) throw reasonError('NO_PREVIEW');
  // The call is the caller's: it goes on to somebody else.
  if (session.state.presence === 'ringing') {
    deps.agents.apply(session, { type: 'skip' });
    return;
  }
  await deps.sip.hangUp({ requestId, attemptId, agentId });
}

/** Records the outcome; the presence reached. A repeated request after the answer was lost is the same outcome. */
export async function dispose(
  deps: SchedulerDeps,
  ref: WorkRef,
  disposition: Disposition,
): Promise<Presence> {
  const answered = requireSession(deps, ref.agentId);
  if (isAnswered(answered, disposition.requestId)) return answered.state.presence;
  const { session, work } = requireWork(deps, ref);
  checkCallback(deps, work, disposition.callbackAt);
  await disposeWork(deps, session, { work, disposition });
  rememberAnswer(session, disposition.requestId);
  return session.state.presence;
}

/** hands the preview back, as often as the campaign allows. */
export function skip(deps: SchedulerDeps, ref: WorkRef & { requestId: string }): Presence {
  const answered = requireSession(deps, ref.agentId);
  if (isAnswered(answered, ref.requestId)) return answered.state.presence;
  const { session } = requireWork(deps, ref);
  const refused = deps.agents.apply(session, { type: 'skip' });
  if (refused !== undefined) throw reasonError(refused);
  rememberAnswer(session, ref.requestId);
  return session.state.presence;
}

function isAnswered(session: AgentSession, requestId: string): boolean {
  return session.answered.includes(requestId);
}

function rememberAnswer(session: AgentSession, requestId: string): void {
  session.answered.push(requestId);
  if (session.answered.length > ANSWERS_MAX) session.answered.shift();
}

export function requireServing(deps: SchedulerDeps): void {
  if (deps.status.phase === 'starting' || deps.status.phase === 'standby')
    throw reasonError('SCHEDULER_STARTING');
}

/** Throws NO_PREVIEW for somebody who never had a desk. */
export function requireSession(deps: SchedulerDeps, agentId: string): AgentSession {
  requireServing(deps);
  const session = deps.agents.get(agentId);
  if (session === undefined) throw reasonError('NO_PREVIEW');
  return session;
}

function requireWork(deps: SchedulerDeps, ref: WorkRef): { session: AgentSession; work: Work } {
  const session = requireSession(deps, ref.agentId);
  const { work } = session.state;
  if (work === undefined || work.attemptId !== ref.attemptId) throw reasonError('NO_PREVIEW');
  if (work.token !== ref.token) throw reasonError('STALE_TOKEN');
  return { session, work };
}

/** Opens an agent's page, whose being open is the heartbeat. An older page is told that it was taken over. */
export function openDesk(
  deps: SchedulerDeps,
  agentId: string,
): { session: AgentSession; stream: DeskStream } {
  requireServing(deps);
  const session = deps.agents.open(agentId);
  const stream = new DeskStream();
  session.stream?.end('taken_over');
  session.stream = stream;
  deps.agents.apply(session, { type: 'desk_opened' });
  return { session, stream };
}

/** The page is gone; without another one the agent is suspect in fifteen seconds. */
export function closeDesk(deps: SchedulerDeps, session: AgentSession, stream: DeskStream): void {
  stream.end('closed');
  if (session.stream !== stream) return;
  session.stream = undefined;
  deps.agents.apply(session, { type: 'desk_closed' });
}
