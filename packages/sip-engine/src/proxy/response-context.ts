import { unreachable } from '@firstring/kernel';
import type { SipResponse } from '../message/message.ts';
import { bestOutcome, statusOf, type BranchOutcome } from './best-response.ts';
import { redirectTargets } from './redirect-targets.ts';

/** How a request shall be proxied. */
export interface ProxyPlan {
  readonly method: string;
  /** In the order in which they are tried. */
  readonly targets: readonly string[];
  /** All at once, or one after the other. */
  readonly isParallel: boolean;
  /** The contacts of a 3xx become targets, instead of going to the caller. */
  readonly followsRedirects: boolean;
  /** A target that says nothing at all for so long is given up. */
  readonly provisionalMs: number | undefined;
  /** A target without a final response for so long is given up. */
  readonly finalMs: number | undefined;
}

export interface ProxyBranch {
  readonly uri: string;
  /** Made from a 3xx: its URI replaces the request's. */
  readonly isRedirect: boolean;
  /** `waiting` is not sent yet; `calling` has heard nothing; `proceeding` has heard a provisional response. */
  readonly phase: 'waiting' | 'calling' | 'proceeding' | 'ended';
  /** `wanted` waits for a provisional response, for before it no CANCEL may go out (RFC 3261 section 9.1). */
  readonly cancel: 'none' | 'wanted' | 'sent';
  /** Its time was up: nobody waits for it any more, though its transaction still runs. */
  readonly isGivenUp: boolean;
  readonly outcome: BranchOutcome | undefined;
}

/** The response context of RFC 3261 section 16. */
export interface ProxyState {
  readonly plan: ProxyPlan;
  readonly branches: readonly ProxyBranch[];
  /** No further target is tried: somebody accepted, declined for all, challenged, or the caller has given up. */
  readonly isClosed: boolean;
  readonly isCancelled: boolean;
  /** The final status the caller got; of several 2xx the first. */
  readonly answered: number | undefined;
}

export type ProxyTimer = 'provisional' | 'final';

export type ProxyInput =
  | { readonly type: 'response'; readonly branch: number; readonly response: SipResponse }
  /** No response will come: 408 for silence, 503 for what could not be sent. */
  | { readonly type: 'failed'; readonly branch: number; readonly status: 408 | 503 }
  | { readonly type: 'timer'; readonly branch: number; readonly timer: ProxyTimer }
  /** The branch rings without end (timer C, section 16.8). */
  | { readonly type: 'rang-too-long'; readonly branch: number }
  /** The caller took its INVITE back. */
  | { readonly type: 'cancel' };

export type ProxyAction =
  | { readonly type: 'forward'; readonly branch: number }
  | { readonly type: 'cancel'; readonly branch: number }
  /** To the caller: a response of a target, or a status of our own. */
  | { readonly type: 'respond'; readonly outcome: BranchOutcome }
  /** A target accepted when the caller had been refused: it has to be acknowledged and hung up, for nobody else will. */
  | { readonly type: 'release'; readonly branch: number; readonly response: SipResponse }
  /** A final response of a target, for an app that wants to see all. */
  | { readonly type: 'report'; readonly branch: number; readonly response: SipResponse }
  /** The caller has its final answer; comes once. */
  | { readonly type: 'done' }
  | {
      readonly type: 'set-timer';
      readonly branch: number;
      readonly timer: ProxyTimer;
      readonly delayMs: number;
    }
  | { readonly type: 'clear-timers'; readonly branch: number };

export interface ProxyStep {
  readonly state: ProxyState;
  readonly actions: readonly ProxyAction[];
}

/** Redirections cannot make more branches than this. */
export const BRANCHES_MAX = 32;

export function startProxying(plan: ProxyPlan): ProxyStep {
  const targets = [...new Set(plan.targets)].slice(0, BRANCHES_MAX);
  const branches = targets.map((uri) => newBranch(uri, false));
  return advance({ plan, branches, isClosed: false, isCancelled: false, answered: undefined }, []);
}

export function stepProxying(state: ProxyState, input: ProxyInput): ProxyStep {
  switch (input.type) {
    case 'response':
      return onResponse(state, input.branch, input.response);
    case 'failed':
      return onFailed(state, input.branch, input.status);
    case 'timer': {
      const phase = state.branches[input.branch]?.phase;
      const isDue = input.timer === 'provisional' ? phase === 'calling' : isRunning(phase);
      return isDue ? giveUp(state, input.branch) : { state, actions: [] };
    }
    case 'rang-too-long':
      return isRunning(state.branches[input.branch]?.phase)
        ? giveUp(state, input.branch)
        : { state, actions: [] };
    case 'cancel':
      return onCancel(state);
    default:
      return unreachable(input);
  }
}

/** Whether a response can still come from somewhere. */
export function hasRunningBranch(state: ProxyState): boolean {
  return state.branches.some((branch) => isRunning(branch.phase));
}

function newBranch(uri: string, isRedirect: boolean): ProxyBranch {
  return { uri, isRedirect, phase: 'waiting', cancel: 'none', isGivenUp: false, outcome: undefined };
}

function isRunning(phase: ProxyBranch['phase'] | undefined): boolean {
  return phase === 'calling' || phase === 'proceeding';
}

function onResponse(state: ProxyState, index: number, response: SipResponse): ProxyStep {
  const branch = state.branches[index];
  if (branch === undefined || branch.phase === 'waiting') return { state, actions: [] };
  if (response.status < 200) return onProvisional(state, index, response);
  if (response.status < 300) return onSuccess(state, index, response);
  if (branch.phase === 'ended') return { state, actions: [] };
  return onRefusal(state, index, response);
}

function onProvisional(state: ProxyState, index: number, response: SipResponse): ProxyStep {
  const branch = state.branches[index];
  if (branch === undefined || !isRunning(branch.phase)) return { state, actions: [] };
  const actions: ProxyAction[] = [];
  const isHeld = branch.cancel === 'wanted';
  if (isHeld) actions.push({ type: 'cancel', branch: index });
  // A 100 is for the next hop only (section 16.7 step 5).
  const goesUp = response.status > 100 && state.answered === undefined && !branch.isGivenUp;
  if (goesUp) actions.push({ type: 'respond', outcome: response });
  const next = { ...branch, phase: 'proceeding', cancel: isHeld ? 'sent' : branch.cancel } as const;
  return { state: withBranch(state, index, next), actions };
}

/** Section 16.7 steps 5 and 10: each 2xx to an INVITE goes up, and whoever has not answered yet is cancelled. */
function onSuccess(state: ProxyState, index: number, response: SipResponse): ProxyStep {
  const branch = state.branches[index];
  if (branch === undefined) return { state, actions: [] };
  const isInvite = state.plan.method === 'INVITE';
  const isFirst = state.answered === undefined;
  const hasEnded = branch.phase === 'ended';
  if (!isInvite && (hasEnded || !isFirst)) return { state: ended(state, index, response), actions: [] };
  const isRefusedAlready = state.answered !== undefined && state.answered >= 300;
  const actions: ProxyAction[] = hasEnded ? [] : [{ type: 'clear-timers', branch: index }];
  if (isRefusedAlready) {
    actions.push({ type: 'release', branch: index, response });
    return { state: ended(state, index, response), actions };
  }
  if (isFirst) actions.push({ type: 'report', branch: index, response });
  actions.push({ type: 'respond', outcome: response });
  if (isFirst) actions.push({ type: 'done' });
  const answered = { ...ended(state, index, response), isClosed: true };
  const next = isFirst ? { ...answered, answered: response.status } : answered;
  return cancelOthers(next, actions);
}

function onRefusal(state: ProxyState, index: number, response: SipResponse): ProxyStep {
  const branch = state.branches[index];
  if (branch === undefined) return { state, actions: [] };
  const actions: ProxyAction[] = [{ type: 'clear-timers', branch: index }];
  // What a branch says after its time was up, or after the end, changes nothing.
  if (branch.isGivenUp || state.answered !== undefined)
    return { state: ended(state, index, branch.outcome), actions };
  actions.push({ type: 'report', branch: index, response });
  const { status } = response;
  if (status < 400 && state.plan.followsRedirects && !state.isClosed) {
    const followed = follow(state, index, response);
    if (followed !== undefined) return advance(followed, actions);
  }
  const next = ended(state, index, response);
  if (status >= 600) {
    const cancelled = cancelOthers({ ...next, isClosed: true }, actions);
    return advance(cancelled.state, [...cancelled.actions]);
  }
  // Who is asked for credentials comes back with them: trying the next target would only lose the question.
  const isChallenge = (status === 401 || status === 407) && !state.plan.isParallel;
  return advance(isChallenge ? { ...next, isClosed: true } : next, actions);
}

/** Section 16.5: the contacts of a 3xx are tried next, and the 3xx itself is no candidate any more. */
function follow(state: ProxyState, index: number, response: SipResponse): ProxyState | undefined {
  const known = new Set(state.branches.map((branch) => branch.uri));
  const room = BRANCHES_MAX - state.branches.length;
  const targets = redirectTargets(response)
    .filter((uri) => !known.has(uri))
    .slice(0, room);
  if (targets.length === 0) return undefined;
  // Branches keep their numbers: what is new goes before the first that has not begun.
  const firstWaiting = state.branches.findIndex((branch) => branch.phase === 'waiting');
  const at = firstWaiting === -1 ? state.branches.length : firstWaiting;
  const added = targets.map((uri) => newBranch(uri, true));
  return ended({ ...state, branches: state.branches.toSpliced(at, 0, ...added) }, index, undefined);
}

function onFailed(state: ProxyState, index: number, status: 408 | 503): ProxyStep {
  const branch = state.branches[index];
  if (branch === undefined || !isRunning(branch.phase)) return { state, actions: [] };
  const next = ended(state, index, branch.outcome ?? status);
  return advance(next, [{ type: 'clear-timers', branch: index }]);
}

/** The branch counts as 408 from now on; it is cancelled, and what it still says is not waited for. */
function giveUp(state: ProxyState, index: number): ProxyStep {
  const branch = state.branches[index];
  if (branch === undefined || branch.isGivenUp) return { state, actions: [] };
  const actions: ProxyAction[] = [{ type: 'clear-timers', branch: index }];
  const cancelled = cancelBranch(state, index, actions);
  const current = cancelled.branches[index] ?? branch;
  return advance(withBranch(cancelled, index, { ...current, isGivenUp: true, outcome: 408 }), actions);
}

/** Section 16.10: whoever rings is cancelled and says 487; whoever has said nothing yet is not waited for. */
function onCancel(state: ProxyState): ProxyStep {
  if (state.answered !== undefined || state.isCancelled || state.plan.method !== 'INVITE') {
    return { state, actions: [] };
  }
  const { state: next, actions } = cancelOthers({ ...state, isClosed: true, isCancelled: true }, []);
  const branches = next.branches.map((branch) =>
    branch.phase === 'calling' ? { ...branch, isGivenUp: true, outcome: branch.outcome ?? 408 } : branch,
  );
  return advance({ ...next, branches }, [...actions]);
}

/** Starts what is next, or, when nothing is left to wait for, gives the caller the best refusal. */
function advance(state: ProxyState, before: readonly ProxyAction[]): ProxyStep {
  if (state.answered !== undefined) return { state, actions: before };
  const actions = [...before];
  let next = state;
  for (const [index, branch] of state.branches.entries()) {
    if (next.isClosed || branch.phase !== 'waiting') continue;
    if (!next.plan.isParallel && next.branches.some(isAwaited)) break;
    next = withBranch(next, index, { ...branch, phase: 'calling' });
    actions.push(...startActions(next.plan, index));
  }
  if (next.branches.some(isAwaited)) return { state: next, actions };
  const outcome = finalOutcome(next);
  actions.push({ type: 'respond', outcome }, { type: 'done' });
  return { state: { ...next, isClosed: true, answered: statusOf(outcome) }, actions };
}

function startActions(plan: ProxyPlan, branch: number): ProxyAction[] {
  const actions: ProxyAction[] = [];
  const { provisionalMs, finalMs } = plan;
  if (provisionalMs !== undefined)
    actions.push({ type: 'set-timer', branch, timer: 'provisional', delayMs: provisionalMs });
  if (finalMs !== undefined) actions.push({ type: 'set-timer', branch, timer: 'final', delayMs: finalMs });
  return [...actions, { type: 'forward', branch }];
}

function isAwaited(branch: ProxyBranch): boolean {
  return isRunning(branch.phase) && !branch.isGivenUp;
}

/** After a CANCEL silence is no timeout: 487, unless a target said something of its own. */
function finalOutcome(state: ProxyState): BranchOutcome {
  const outcomes = state.branches.flatMap((branch) => (branch.outcome === undefined ? [] : [branch.outcome]));
  const said = outcomes.filter((outcome) => typeof outcome !== 'number');
  if (state.isCancelled && said.length === 0) return 487;
  return bestOutcome(outcomes);
}

function cancelOthers(state: ProxyState, before: readonly ProxyAction[]): ProxyStep {
  const actions = [...before];
  let next = state;
  for (const [index, branch] of state.branches.entries()) {
    if (!isRunning(branch.phase)) continue;
    actions.push({ type: 'clear-timers', branch: index });
    next = cancelBranch(next, index, actions);
  }
  return { state: next, actions };
}

/** A CANCEL, at once or after the first provisional response; only an INVITE can be cancelled (section 9.1). */
function cancelBranch(state: ProxyState, index: number, actions: ProxyAction[]): ProxyState {
  const branch = state.branches[index];
  if (branch === undefined || branch.cancel !== 'none' || state.plan.method !== 'INVITE') return state;
  const isReady = branch.phase === 'proceeding';
  if (isReady) actions.push({ type: 'cancel', branch: index });
  return withBranch(state, index, { ...branch, cancel: isReady ? 'sent' : 'wanted' });
}

function ended(state: ProxyState, index: number, outcome: BranchOutcome | undefined): ProxyState {
  const branch = state.branches[index];
  return branch === undefined ? state : withBranch(state, index, { ...branch, phase: 'ended', outcome });
}

function withBranch(state: ProxyState, index: number, branch: ProxyBranch): ProxyState {
  return { ...state, branches: state.branches.with(index, branch) };
}
