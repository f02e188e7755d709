import { reasonError } from '@firstring/contracts';
import { updateDocument } from '@firstring/service-kit';
import type { TrunkDoc } from '../store/trunks.ts';
import type { PhoneDeps } from './phone-deps.ts';

const TRUNK_ID = /^[A-Za-z0-9._-]{1,64}$/;
/** host, host:port, [v6]:port, with an optional transport. */
const TARGET = /^(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::\d{1,5})?(?:;transport=(?:udp|tcp|tls))?$/;
const E164 = /^\+[1-9]\d{6,14}$/;
const CALLER_IDS_MAX = 1000;
const CALLS_PER_SECOND_DEFAULT = 10;
const CALLS_MAX_DEFAULT = 100;

/** `password` empty keeps the one there is; `realm` empty is the target's host. */
export type PutTrunk = TrunkDoc;

/** Creates or replaces a trunk. Throws INVALID_ARGUMENT. */
export async function putTrunk(deps: PhoneDeps, command: PutTrunk): Promise<TrunkDoc> {
  check(TRUNK_ID.test(command.trunkId), 'trunk_id');
  check(TARGET.test(command.target), 'target');
  check(
    command.callerIds.every((callerId) => E164.test(callerId)),
    'caller_ids',
  );
  check(command.callerIds.length <= CALLER_IDS_MAX, 'caller_ids');
  check(Number.isFinite(command.callsPerSecond) && command.callsPerSecond >= 0, 'calls_per_second');
  check(command.callsMax >= 0, 'calls_max');
  check(!/[\r\n"\\]/.test(command.username + command.realm), 'username');
  return updateDocument(deps.trunks, command.trunkId, (current) => {
    const doc: TrunkDoc = {
      ...command,
      password: command.password === '' ? (current?.password ?? '') : command.password,
      realm: command.realm === '' ? hostOf(command.target) : command.realm,
      callsPerSecond: command.callsPerSecond || CALLS_PER_SECOND_DEFAULT,
      callsMax: command.callsMax || CALLS_MAX_DEFAULT,
    };
    return { answer: doc, doc };
  });
}

/** The host of a trunk's target, brackets and all. */
export function hostOf(target: string): string {
  return target.replace(/;.*$/, '').replace(/:\d+$/, '');
}

function check(holds: boolean, field: string): void {
  if (!holds) throw reasonError('INVALID_ARGUMENT', { message: `${field} is not valid`, details: { field } });
}
