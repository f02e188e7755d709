import { parsePhone } from '@firstring/domain/phone';
import type { Clock, Log } from '@firstring/kernel';
import type { Collection } from '@firstring/store';
import type { CallerProof } from '../domain/caller-identity.ts';
import { readCaller } from '../domain/number-format.ts';
import type { Source } from '../domain/registration.ts';
import type { SignInBans } from '../domain/sign-in-bans.ts';
import type { CallEventLog } from '../events.ts';
import type { PhoneAccountDoc } from '../store/phone-accounts.ts';
import type { Trunk } from '../domain/trunk.ts';
import type { TrunkDoc } from '../store/trunks.ts';
import type { IncomingCounters } from './incoming-counters.ts';
import { listTrunks } from './list-trunks.ts';
import type { CallerBlacklist, MissedCalls } from './ports.ts';
import type { TrunkAddresses } from './trunk-addresses.ts';

export interface IncomingCallDeps {
  readonly accounts: Collection<PhoneAccountDoc>;
  readonly trunks: Collection<TrunkDoc>;
  readonly addresses: TrunkAddresses;
  /** Undefined where no process takes incoming calls. */
  readonly inbound: Inbound | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly events: CallEventLog;
  readonly counters: IncomingCounters;
  readonly bans: SignInBans;
}

/** What an incoming call asks of the process that takes it. */
export interface Inbound {
  readonly missedCalls: MissedCalls;
  readonly blacklist: CallerBlacklist;
}

export interface IncomingCall {
  readonly source: Source;
  readonly callId: string;
  readonly fromUser: string;
  /** User of P-Asserted-Identity: what the carrier vouches for. */
  readonly assertedUser: string | undefined;
  readonly proof: CallerProof;
}

const REPORT_TRIES = 3;
const REPORT_BACKOFF_MS = 500;

/**
 * An INVITE from outside. Only a trunk's is a call: missed, as there is no queue yet, and reported so that it can be dialled
 * back. Agents' phones place no calls themselves (only a permit names a number), and nobody else has any business here.
 */
export async function takeIncomingCall(deps: IncomingCallDeps, call: IncomingCall): Promise<403 | 480 | 603> {
  const { counters, events } = deps;
  const trunk = await trunkOf(deps, call);
  if (trunk === 'phone') {
    counters.phoneInvites += 1;
    events.inviteRefused({ source: call.source.address, why: 'phone' });
    return 403;
  }
  if (trunk === undefined) {
    counters.unknownInvites += 1;
    // Whoever tries to place calls here will try passwords next (sip/29).
    deps.bans.failed({ address: call.source.address, username: call.fromUser }, deps.clock.now());
    events.inviteRefused({ source: call.source.address, why: 'unknown-source' });
    return 403;
  }
  const number = callerNumber(trunk, call);
  if (number.ok && (await isBlacklisted(deps, number.e164))) {
    counters.inboundBlacklisted += 1;
    events.inboundBlacklisted({ trunkId: trunk.trunkId });
    return 603;
  }
  counters.inboundMissed += 1;
  const { inbound } = deps;
  const reported = inbound !== undefined && number.ok && !(await isOurs(deps, number.e164));
  if (reported) {
    const missed = { phone: number.e164, missedAt: deps.clock.now(), callId: call.callId };
    // The caller does not wait for our bookkeeping.
    report(deps, inbound.missedCalls, missed).catch((error: unknown) => {
      counters.inboundUnreported += 1;
      deps.log.error({ err: error }, 'a missed call could not be reported');
    });
  } else counters.inboundUnreported += 1;
  events.inboundMissed({ trunkId: trunk.trunkId, reported, ...call.proof });
  return 480;
}

/**
 * refused before any lead, queue or dial-back hears of it. 603 says that no other place will take the call either, so the
 * carrier does not look for one. Without an answer from claim the caller is treated like everybody else.
 */
async function isBlacklisted(deps: IncomingCallDeps, phone: string): Promise<boolean> {
  try {
    return (await deps.inbound?.blacklist.blocks(phone)) ?? false;
  } catch (error) {
    deps.log.warn({ err: error }, 'the blacklist could not be asked; the caller is not blocked');
    return false;
  }
}

/**
 * Who calls, as far as it can be acted on: what the carrier vouches for before what the caller says, in the carrier's own format.
 * A number that the carrier has found to be false is nobody's (sip/53): to call it back would ring a stranger.
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

/** A number of our own has called itself through the carrier: to call that back would go round for ever. */
async function isOurs(deps: IncomingCallDeps, number: string): Promise<boolean> {
  const trunks = await listTrunks(deps.trunks);
  return trunks.some(({ callerIds }) => callerIds.some((callerId) => callerId.number === number));
}

async function report(
  deps: IncomingCallDeps,
  missedCalls: MissedCalls,
  missed: Parameters<MissedCalls['report']>[0],
): Promise<void> {
  for (let failures = 1; ; failures += 1) {
    try {
      await missedCalls.report(missed);
      return;
    } catch (error) {
      if (failures >= REPORT_TRIES) throw error;
      await deps.clock.sleep(REPORT_BACKOFF_MS * 2 ** failures);
    }
  }
}
