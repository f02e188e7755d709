import type { TrunkSettings } from '../../../src/app/views/telephony.ts';

/** A trunk as the fields of a form: lists are lines of text, switches are 'on' or empty. */
export type TrunkFields = Readonly<Record<TrunkField, string>>;

export const TRUNK_FIELDS = [
  'name',
  'enabled',
  'priority',
  'targets',
  'username',
  'realm',
  'registers',
  'registrationUser',
  'registrationDomain',
  'registrationExpires',
  'callerIds',
  'localPresence',
  'campaignIds',
  'callsPerSecond',
  'callsMax',
  'calledStyle',
  'callerStyle',
  'countryCode',
  'nationalPrefix',
  'internationalPrefix',
  'techPrefix',
  'rules',
  'identityHeader',
  'withhold',
  'diversion',
  'attestation',
  'codecs',
  'packetMs',
  'earlyMedia',
  'directMedia',
  'delayedOffer',
  'probes',
  'probeInterval',
  'suspectAfter',
  'downAfter',
  'healthyAfter',
  'followRedirects',
  'sourceAddresses',
] as const;
export type TrunkField = (typeof TRUNK_FIELDS)[number];

/** A new trunk: everything at its default. */
export const NEW_TRUNK: TrunkSettings = {
  name: '',
  disabled: false,
  priority: 0,
  targets: [],
  account: { username: '', realm: '' },
  registration: { enabled: false, domain: '', user: '', expiresSeconds: 0 },
  callerIds: [],
  localPresence: false,
  campaignIds: [],
  callsPerSecond: 10,
  callsMax: 100,
  numberFormat: {
    calledStyle: 'e164_plus',
    callerStyle: 'e164_plus',
    countryCode: '',
    nationalPrefix: '',
    internationalPrefix: '',
    techPrefix: '',
    rules: [],
  },
  identity: { header: 'p_asserted', withhold: false, diversion: '', attestation: 'unspecified' },
  media: { codecs: [], packetMs: 0, earlyMedia: 'play', direct: false, delayedOffer: false },
  probe: { off: false, intervalSeconds: 30, suspectAfter: 1, downAfter: 3, healthyAfter: 2 },
  followRedirects: false,
  sourceAddresses: [],
};

export function toFields(settings: TrunkSettings): TrunkFields {
  const { account, registration, numberFormat, identity, media, probe } = settings;
  return {
    name: settings.name,
    enabled: flag(!settings.disabled),
    priority: String(settings.priority),
    targets: settings.targets
      .map(({ address, priority, weight }) =>
        priority === 0 && weight <= 1 ? address : `${address} ${priority} ${weight}`,
      )
      .join('\n'),
    username: account.username,
    realm: account.realm,
    registers: flag(registration.enabled),
    registrationUser: registration.user,
    registrationDomain: registration.domain,
    registrationExpires: numeral(registration.expiresSeconds),
    callerIds: settings.callerIds
      .map(({ number, processIds }) => [number, ...processIds].join(' '))
      .join('\n'),
    localPresence: flag(settings.localPresence),
    campaignIds: settings.campaignIds.join(', '),
    callsPerSecond: String(settings.callsPerSecond),
    callsMax: String(settings.callsMax),
    calledStyle: numberFormat.calledStyle,
    callerStyle: numberFormat.callerStyle,
    countryCode: numberFormat.countryCode,
    nationalPrefix: numberFormat.nationalPrefix,
    internationalPrefix: numberFormat.internationalPrefix,
    techPrefix: numberFormat.techPrefix,
    rules: numberFormat.rules.map(({ prefix, replacement }) => `${prefix} ${replacement}`.trim()).join('\n'),
    identityHeader: identity.header,
    withhold: flag(identity.withhold),
    diversion: identity.diversion,
    attestation: identity.attestation,
    codecs: media.codecs.join(', '),
    packetMs: String(media.packetMs),
    earlyMedia: media.earlyMedia,
    directMedia: flag(media.direct),
    delayedOffer: flag(media.delayedOffer),
    probes: flag(!probe.off),
    probeInterval: numeral(probe.intervalSeconds),
    suspectAfter: numeral(probe.suspectAfter),
    downAfter: numeral(probe.downAfter),
    healthyAfter: numeral(probe.healthyAfter),
    followRedirects: flag(settings.followRedirects),
    sourceAddresses: settings.sourceAddresses.join('\n'),
  };
}

/** The settings a form stands for. What is empty is a zero: the service fills in the default and judges the rest. */
export function toSettings(fields: TrunkFields): TrunkSettings {
  return {
    name: fields.name,
    disabled: fields.enabled === '',
    priority: numberOf(fields.priority),
    targets: lines(fields.targets).map((line) => {
      const [address = '', priority = '', weight = ''] = line.split(/\s+/);
      return { address, priority: numberOf(priority), weight: numberOf(weight) };
    }),
    account: { username: fields.username, realm: fields.realm },
    registration: {
      enabled: fields.registers !== '',
      domain: fields.registrationDomain,
      user: fields.registrationUser,
      expiresSeconds: numberOf(fields.registrationExpires),
    },
    callerIds: lines(fields.callerIds).map((line) => {
      const [number = '', ...processIds] = withoutPunctuation(line).split(/[\s,]+/);
      return { number, processIds };
    }),
    localPresence: fields.localPresence !== '',
    campaignIds: words(fields.campaignIds),
    callsPerSecond: numberOf(fields.callsPerSecond),
    callsMax: numberOf(fields.callsMax),
    numberFormat: {
      // What a select holds is one of its options.
      calledStyle: fields.calledStyle as TrunkSettings['numberFormat']['calledStyle'],
      callerStyle: fields.callerStyle as TrunkSettings['numberFormat']['callerStyle'],
      countryCode: fields.countryCode.replace(/^\+/, ''),
      nationalPrefix: fields.nationalPrefix,
      internationalPrefix: fields.internationalPrefix,
      techPrefix: fields.techPrefix,
      rules: lines(fields.rules).map((line) => {
        const [prefix = '', replacement = ''] = line.split(/\s+/);
        return { prefix, replacement };
      }),
    },
    identity: {
      header: fields.identityHeader as TrunkSettings['identity']['header'],
      withhold: fields.withhold !== '',
      diversion: fields.diversion,
      attestation: fields.attestation as TrunkSettings['identity']['attestation'],
    },
    media: {
      codecs: words(fields.codecs),
      packetMs: numberOf(fields.packetMs),
      earlyMedia: fields.earlyMedia as TrunkSettings['media']['earlyMedia'],
      direct: fields.directMedia !== '',
      delayedOffer: fields.delayedOffer !== '',
    },
    probe: {
      off: fields.probes === '',
      intervalSeconds: numberOf(fields.probeInterval),
      suspectAfter: numberOf(fields.suspectAfter),
      downAfter: numberOf(fields.downAfter),
      healthyAfter: numberOf(fields.healthyAfter),
    },
    followRedirects: fields.followRedirects !== '',
    sourceAddresses: lines(fields.sourceAddresses),
  };
}

const FIELD_OF: Readonly<Record<string, TrunkField | 'trunkId' | 'password'>> = {
  trunkid: 'trunkId',
  name: 'name',
  priority: 'priority',
  targets: 'targets',
  'account.username': 'username',
  'account.realm': 'realm',
  'account.password': 'password',
  password: 'password',
  registration: 'registrationUser',
  'registration.domain': 'registrationDomain',
  'registration.expiresseconds': 'registrationExpires',
  callerids: 'callerIds',
  campaignids: 'campaignIds',
  callspersecond: 'callsPerSecond',
  callsmax: 'callsMax',
  numberformat: 'countryCode',
  'numberformat.rules': 'rules',
  'identity.diversion': 'diversion',
  'media.codecs': 'codecs',
  'media.packetms': 'packetMs',
  'probe.intervalseconds': 'probeInterval',
  'probe.suspectafter': 'suspectAfter',
  'probe.downafter': 'downAfter',
  'probe.healthyafter': 'healthyAfter',
  sourceaddresses: 'sourceAddresses',
};

/** The form's field that a refusal names, `caller_ids.number` or `settings.callerIds.0.number`; undefined when it has none. */
export function fieldOf(refused: string): TrunkField | 'trunkId' | 'password' | undefined {
  let path = refused
    .replace(/^settings\./, '')
    .replaceAll('_', '')
    .toLowerCase();
  while (path !== '') {
    const found = Object.hasOwn(FIELD_OF, path) ? FIELD_OF[path] : undefined;
    if (found !== undefined) return found;
    path = path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : '';
  }
  return undefined;
}

/** What a field wants, said when it was refused. */
export const FIELD_ADVICE: Readonly<Partial<Record<TrunkField | 'trunkId' | 'password', string>>> = {
  trunkId: 'Letters, digits, dots, dashes and underscores; up to 64.',
  targets: 'One address a line, such as sip.example.net:5060;transport=udp. At least one, none twice.',
  callerIds: 'One number a line in international form, such as +12025550100.',
  registrationUser: 'Signing in needs a user name here or in the account.',
  registrationExpires: 'Between 60 and 86400 seconds.',
  callsPerSecond: 'More than zero.',
  callsMax: 'Between 1 and 100000.',
  countryCode: 'Digits only; needed where numbers are written nationally. Prefixes have digits, * and #.',
  rules: 'One rule a line: a beginning with plus, a space, what stands in its place.',
  diversion: 'A number in international form, or nothing.',
  packetMs: '10, 20, 30, 40 or 60 milliseconds.',
  downAfter: 'Not less than “unsure after”.',
  sourceAddresses: 'One address or network a line, such as 203.0.113.0/24.',
};

function flag(on: boolean): string {
  return on ? 'on' : '';
}

/** Zero is the default, shown as an empty field. */
function numeral(value: number): string {
  return value === 0 ? '' : String(value);
}

function numberOf(text: string): number {
  const value = Number(text);
  return Number.isFinite(value) ? value : 0;
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function words(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

/** `+1 (202) 555-0100` is typed by people; spaces between digits go only when nothing else is on the line. */
function withoutPunctuation(line: string): string {
  return /^[+\d\s().-]+$/.test(line) ? line.replace(/[\s().-]/g, '') : line;
}
