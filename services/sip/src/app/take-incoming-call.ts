import { isOpenAt } from '@firstring/domain';
import { parsePhone } from '@firstring/domain/phone';
import type { Clock, Log, Random } from '@firstring/kernel';
import type { Collection } from '@firstring/store';
import type { CallerFlood } from '../domain/caller-flood.ts';
import type { CallerProof } from '../domain/caller-identity.ts';
import type { ArrivedCall, LostCause } from '../domain/caller-state.ts';
import type { IncomingNumber } from '../domain/incoming-number.ts';
import { readCalled, readCaller } from '../domain/number-format.ts';
import type { Source } from '../domain/registration.ts';
import type { SignInBans } from '../domain/sign-in-bans.ts';
import type { Trunk } from '../domain/trunk.ts';
import type { CallEventLog } from '../events.ts';
import type { PhoneAccountDoc } from '../store/phone-accounts.ts';
import type { TrunkDoc } from '../store/trunks.ts';
import type { Callers } from './callers.ts';
import type { IncomingCounters } from './incoming-counters.ts';
import type { IncomingNumbers } from './incoming-numbers.ts';
import { listTrunks } from './list-trunks.ts';
import type { CallerBlacklist, CallerLeg } from './ports.ts';
import type { TrunkAddresses } from './trunk-addresses.ts';

export interface IncomingCallDeps {
  readonly accounts: Collection<PhoneAccountDoc>;
  readonly trunks: Collection<TrunkDoc>;
  readonly addresses: TrunkAddresses;
  readonly numbers: IncomingNumbers;
  readonly callers: Callers;
  readonly blacklist: CallerBlacklist;
  /** Whom calls to other numbers belong to; an empty process: nobody. */
  readonly fallback: { readonly processId: string; readonly campaignId: string };
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly events: CallEventLog;
  readonly counters: IncomingCounters;
  readonly bans: SignInBans;
  readonly flood: CallerFlood;
}

export interface IncomingCall {
  readonly source: Source;
  readonly callId: string;
  readonly fromUser: string;
  /** User of P-Asserted-Identity: what the carrier vouches for. */
  readonly assertedUser: string | undefined;
  /** Users of Request-URI and To. */
  readonly calledUsers: readonly string[];
  readonly proof: CallerProof;
}

/**
 * An INVITE from outside. Only a trunk's is a call: to a number of ours that is open it waits for an agent, others are missed, and told
 * so that they can be dialled back. Agents' phones place no calls themselves (only a permit names a number), and nobody else has any
 * business here.
 */
export async function takeIncomingCall(
  deps: IncomingCallDeps,
  call: IncomingCall,
  leg: CallerLeg,
): Promise<void> {
  const trunk = await trunkOf(deps, call);
  if (trunk === 'phone' || trunk === undefined) {
    refuseStranger(deps, call, trunk);
    leg.refuse(403);
    return;
  }
  const { clock, counters, events } = deps;
  const { number, arrived } = await readCall(deps, trunk, call);
  if (await isBlacklisted(deps, arrived)) {
    counters.inboundBlacklisted += 1;
    events.inboundBlacklisted({ trunkId: trunk.trunkId });
    leg.refuse(603);
    return;
  }
  // Withheld numbers are many people's.
  if (arrived.phone !== '' && !deps.flood.admits(arrived.phone, arrived.arrivedAt)) {
    counters.inboundFlooded += 1;
    events.inboundFlooded({ trunkId: trunk.trunkId });
    leg.refuse(480);
    return;
  }
  const lost = whyLost(deps, number, clock.now());
  if (lost !== undefined || number === undefined) {
    deps.callers.miss(arrived, leg, lost ?? 'NO_AGENT');
    return;
  }
  counters.inboundTaken += 1;
  const { attemptId, trunkId, incomingNumberId } = arrived;
  events.inboundTaken({ attemptId, trunkId, incomingNumberId, ...call.proof });
  deps.callers.take(arrived, leg, number);
}

/** Undefined for a call that may wait. */
function whyLost(
  { callers }: IncomingCallDeps,
  number: IncomingNumber | undefined,
  nowAt: number,
): LostCause | undefined {
  if (number === undefined || !callers.hasRoom) return 'NO_AGENT';
  return isOpenAt(number.hours, nowAt) ? undefined : 'CLOSED_HOURS';
}

function refuseStranger(deps: IncomingCallDeps, call: IncomingCall, who: 'phone' | undefined): void {
  const { counters, events, bans, clock } = deps;
  const source = call.source.address;
  events.inviteRefused({ source, why: who ?? 'unknown-source' });
  if (who === 'phone') {
    counters.phoneInvites += 1;
    return;
  }
  counters.unknownInvites += 1;
  // Whoever tries to place calls here will try passwords next (sip/29).
  bans.failed({ address: source, username: call.fromUser }, clock.now());
}

/** Who calls whom, as far as it can be acted on. */
async function readCall(
  deps: IncomingCallDeps,
  trunk: Trunk,
  call: IncomingCall,
): Promise<{ readonly number: IncomingNumber | undefined; readonly arrived: ArrivedCall }> {
  const called = call.calledUsers.flatMap((user) => readCalled(trunk.numberFormat, user) ?? []);
  const found = called.map((phone) => deps.numbers.find(phone)).find((number) => number !== undefined);
  const number = found?.enabled === true ? found : undefined;
  const caller = callerNumber(trunk, call);
  const callable = caller.ok && !(await isOurs(deps, caller.e164));
  const arrived: ArrivedCall = {
    attemptId: deps.random.uuid(),
    processId: number?.processId ?? deps.fallback.processId,
    campaignId: number?.campaignId ?? deps.fallback.campaignId,
    incomingNumberId: number?.incomingNumberId ?? '',
    phone: callable ? caller.e164 : '',
    called: number?.phone ?? called[0] ?? '',
    trunkId: trunk.trunkId,
    sipCallId: call.callId,
    arrivedAt: deps.clock.now(),
  };
  return { number, arrived };
}

/**
 * refused before any lead, queue or dial-back hears of it. 603 says that no other place will take the call either, so the
 * carrier does not look for one. Without an answer from claim the caller is treated like everybody else.
 */
async function isBlacklisted(
  { blacklist, log }: IncomingCallDeps,
  { processId, phone }: ArrivedCall,
): Promise<boolean> {
  if (processId === '' || phone === '') return false;
  try {
    return await blacklist.blocks(processId, phone);
  } catch (error) {
    log.warn({ err: error }, 'the blacklist could not be asked; the caller is not blocked');
    return false;
  }
}

/**
 * What the carrier vouches for before what the caller says, in the carrier's own format. A number that the carrier has found to be
 * false is nobody's (sip/53): to call it back would ring a stranger.
 */
function callerNumber(
  trunk: Trunk,
  { assertedUser, fromUser, proof }: IncomingCall,
): ReturnType<typeof parsePhone> {
  const written = proof.verification === 'failed' ? '' : (assertedUser ?? fromUser);
  return parsePhone(readCaller(trunk.numberFormat, written) ?? written);
}

/** An exact address and port is a trunk's; a trunk's address with another port is, too, unless an agent's phone calls from it. */
async function trunkOf(deps: IncomingCallDeps, call: IncomingCall): Promise<Trunk | 'phone' | undefined> {
  const trunks = await listTrunks(deps.trunks);
  const found = await deps.addresses.find(trunks, call.source);
  if (found?.exact === true) return found.trunk;
  const account = await deps.accounts.getByKey('username', [call.fromUser]);
  return account === undefined ? found?.trunk : 'phone';
}

/** A number of our own has called itself through the carrier: to call that back would go round for ever (sip/51, sip/58). */
async function isOurs(deps: IncomingCallDeps, phone: string): Promise<boolean> {
  if (deps.numbers.find(phone) !== undefined) return true;
  const trunks = await listTrunks(deps.trunks);
  return trunks.some(({ callerIds }) => callerIds.some((callerId) => callerId.number === phone));
}
