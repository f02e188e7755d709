import { reasonError } from '@firstring/contracts';
import type { Clock, Random } from '@firstring/kernel';
import { maskNumber, maskNumberIn } from '../domain/masked-numbers.ts';
import type { Actor } from './actor.ts';
import type { CallMonitor, PhoneAccounts } from './telephony-ports.ts';
import type { Users } from './users.ts';
import type { LadderView, LiveCallsView, PhoneRow, PhonesView } from './views/telephony.ts';

export interface TelephonyDeps {
  readonly monitor: CallMonitor;
  readonly phoneAccounts: PhoneAccounts;
  readonly users: Users;
  readonly clock: Clock;
  readonly random: Random;
  readonly registrar: string;
}

/** The calls of a process as they stand. Numbers are whole for those who may read the call log. */
export async function listLiveCalls(
  deps: TelephonyDeps,
  actor: Actor,
  processId: string,
): Promise<LiveCallsView> {
  const whole = actor.permissions.has('call:list');
  const live = await deps.monitor.liveCalls(processId);
  // Test calls to phones are of no process, their agents are.
  const shown = await Promise.all(
    live.map(async (call) => !call.test || call.agentId === '' || reachesAgent(deps, actor, call.agentId)),
  );
  const calls = live
    .filter((_, index) => shown[index] === true)
    .map(async (call) => ({
      ...call,
      phone: whole || call.test ? call.phone : maskNumber(call.phone),
      agentName: await nameOf(deps, call.agentId),
    }));
  return { calls: await Promise.all(calls), serverAt: deps.clock.now() };
}

/** The messages of a call within the actor's processes; any other is LADDER_NOT_KEPT, as is one that is gone. */
export async function readLadder(deps: TelephonyDeps, actor: Actor, attemptId: string): Promise<LadderView> {
  const { processId, agentId, ...ladder } = await deps.monitor.ladder(attemptId);
  if (processId !== '' && !actor.processIds.includes(processId)) throw reasonError('LADDER_NOT_KEPT');
  if (processId === '') await mustReachAgent(deps, actor, agentId, 'LADDER_NOT_KEPT');
  const agentName = await nameOf(deps, agentId);
  // A test number is the house's own.
  if (actor.permissions.has('call:list') || ladder.test) return { ...ladder, agentName };
  const messages = ladder.messages.map((message) => ({
    ...message,
    raw: maskNumberIn(message.raw, ladder.phone),
  }));
  return { ...ladder, agentName, messages, phone: maskNumber(ladder.phone) };
}

/** Every agent of the actor's processes with the account and the registrations of their phone, by name; then accounts that no user here has. */
export async function listPhones(deps: TelephonyDeps, actor: Actor): Promise<PhonesView> {
  const [agents, accounts, registrations] = await Promise.all([
    deps.users.agents(),
    deps.phoneAccounts.accounts(),
    deps.phoneAccounts.registrations(),
  ]);
  const reached = agents.filter(({ processIds }) => isShared(processIds, actor.processIds));
  const known = new Set(agents.map(({ agentId }) => agentId));
  const strangers = accounts.filter(({ agentId }) => !known.has(agentId));
  const usernames = new Map(accounts.map(({ agentId, username }) => [agentId, username]));
  const rows = [...reached, ...strangers.map(({ agentId }) => ({ agentId, name: agentId }))].map(
    ({ agentId, name }): PhoneRow => ({
      agentId,
      agentName: name,
      username: usernames.get(agentId) ?? '',
      registrations: registrations
        .filter((registration) => registration.agentId === agentId)
        .map(({ agentId: _agentId, ...registration }) => registration),
    }),
  );
  const phones = rows.toSorted((a, b) => a.agentName.localeCompare(b.agentName));
  return { phones, registrar: deps.registrar, serverAt: deps.clock.now() };
}

/** Refuses agents of processes that the actor is not in; an account that no user here has is everybody's. */
export async function mustReachAgent(
  deps: Pick<TelephonyDeps, 'users'>,
  actor: Actor,
  agentId: string,
  reason: 'NOT_FOUND' | 'LADDER_NOT_KEPT' = 'NOT_FOUND',
): Promise<void> {
  if (!(await reachesAgent(deps, actor, agentId))) throw reasonError(reason);
}

async function reachesAgent(
  deps: Pick<TelephonyDeps, 'users'>,
  actor: Actor,
  agentId: string,
): Promise<boolean> {
  const user = await deps.users.byId(agentId);
  return user === undefined || isShared(user.processIds, actor.processIds);
}

/** A test of a trunk is nobody's. */
async function nameOf({ users }: Pick<TelephonyDeps, 'users'>, agentId: string): Promise<string> {
  return agentId === '' ? '' : users.agentName(agentId);
}

function isShared(processIds: readonly string[], others: readonly string[]): boolean {
  return processIds.some((processId) => others.includes(processId));
}
