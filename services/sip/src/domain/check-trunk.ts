import type { NumberFormat } from './number-format.ts';
import { isOfferPolicy } from './offer-policy.ts';
import type { Trunk } from './trunk.ts';

const TRUNK_ID = /^[A-Za-z0-9._-]{1,64}$/;
/** host, host:port, [v6]:port, with an optional transport. */
const ADDRESS = /^(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::\d{1,5})?(?:;transport=(?:udp|tcp|tls))?$/;
const E164 = /^\+[1-9]\d{6,14}$/;
const E164_BEGINNING = /^\+[1-9]\d{0,14}$/;
/** What may stand in the user part of a SIP URI without escaping, as far as telephone numbers need it. */
const DIALLED = /^[0-9*#+]{0,24}$/;
const SOURCE = /^[0-9A-Fa-f:.]{2,45}(?:\/\d{1,3})?$/;
/** A word that needs no quoting in a SIP header or URI. */
const WORD = /^[A-Za-z0-9._+-]{0,128}$/;
const QUOTED = /^[^\r\n"\\]{0,128}$/;
const TARGETS_MAX = 16;
const CALLER_IDS_MAX = 1000;
const RULES_MAX = 200;

/** The first field that is not valid, in the names of the wire; undefined when all are. */
export function invalidField(trunk: Trunk): string | undefined {
  const { account, registration, identity, media, probe } = trunk;
  const holds: ReadonlyArray<readonly [boolean, string]> = [
    [TRUNK_ID.test(trunk.trunkId), 'trunk_id'],
    [!/[\r\n]/.test(trunk.name) && trunk.name.length <= 128, 'name'],
    [trunk.targets.length >= 1 && trunk.targets.length <= TARGETS_MAX, 'targets'],
    [trunk.targets.every(({ address }) => ADDRESS.test(address)), 'targets.address'],
    [new Set(trunk.targets.map(({ address }) => address)).size === trunk.targets.length, 'targets.address'],
    [trunk.targets.every(({ priority }) => within(priority, 0, 65_535)), 'targets.priority'],
    [trunk.targets.every(({ weight }) => within(weight, 1, 65_535)), 'targets.weight'],
    [QUOTED.test(account.username), 'account.username'],
    [QUOTED.test(account.realm), 'account.realm'],
    [!registration.enabled || registration.user !== '', 'registration.user'],
    [WORD.test(registration.user) && WORD.test(registration.domain.replace(/[[\]:]/g, '')), 'registration'],
    [within(registration.expiresS, 60, 86_400), 'registration.expires_seconds'],
    [trunk.callerIds.length <= CALLER_IDS_MAX, 'caller_ids'],
    [trunk.callerIds.every(({ number }) => E164.test(number)), 'caller_ids.number'],
    [Number.isFinite(trunk.callsPerSecond) && trunk.callsPerSecond > 0, 'calls_per_second'],
    [within(trunk.callsMax, 1, 100_000), 'calls_max'],
    [within(trunk.priority, 0, 65_535), 'priority'],
    [isUsable(trunk.numberFormat), 'number_format'],
    [identity.diversion === '' || E164.test(identity.diversion), 'identity.diversion'],
    [isOfferPolicy(media), 'media'],
    [within(probe.intervalMs, 1000, 3_600_000), 'probe.interval_seconds'],
    [within(probe.suspectAfter, 1, 100) && probe.downAfter >= probe.suspectAfter, 'probe.down_after'],
    [within(probe.downAfter, 1, 100) && within(probe.healthyAfter, 1, 100), 'probe.healthy_after'],
    [trunk.sourceAddresses.every((source) => SOURCE.test(source)), 'source_addresses'],
  ];
  return holds.find(([valid]) => !valid)?.[1];
}

function isUsable(format: NumberFormat): boolean {
  const { countryCode, nationalPrefix, internationalPrefix, techPrefix, rules } = format;
  const styles = [format.called, format.caller];
  return (
    /^(?:[1-9]\d{0,3})?$/.test(countryCode) &&
    (countryCode !== '' || !styles.includes('national')) &&
    [nationalPrefix, internationalPrefix, techPrefix].every((prefix) => DIALLED.test(prefix)) &&
    rules.length <= RULES_MAX &&
    rules.every((rule) => E164_BEGINNING.test(rule.prefix) && DIALLED.test(rule.replacement))
  );
}

function within(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}
