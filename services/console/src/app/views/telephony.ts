/** Calls, trunks and phones as the Telephony pages show them. Instants are ms since the epoch. */

export type LivePhaseName =
  | 'ringing_agent'
  | 'agent_waiting'
  | 'dialling'
  | 'ringing_lead'
  | 'talking'
  | 'on_hold'
  | 'transferring'
  | 'ending';

export interface LiveCallRow {
  attemptId: string;
  agentId: string;
  agentName: string;
  /** E.164; all but its ends masked for people who may not read the call log; empty for a test of an agent's phone. */
  phone: string;
  phase: LivePhaseName;
  phaseAt: number;
  startedAt: number;
  trunkId: string;
  test: boolean;
  recording: 'off' | 'running' | 'paused';
}

export interface LiveCallsView {
  calls: readonly LiveCallRow[];
  serverAt: number;
}

export interface LadderLegView {
  /** a1, a2 for the agent's phones, l1, l2 for tries over trunks, t1-1 for a colleague's phone. */
  name: string;
  side: 'agent' | 'trunk' | 'colleague';
  /** proto/host:port. */
  peer: string;
}

export interface LadderMessageView {
  at: number;
  leg: string;
  sent: boolean;
  method: string;
  /** 0 for a request. */
  status: number;
  reason: string;
  /** The message without secrets, and with masked numbers where they must not be read. */
  raw: string;
  cut: boolean;
  repeated: boolean;
  madeUp: boolean;
}

export type TestPhaseName =
  | 'ringing'
  | 'playing'
  | 'done'
  | 'no_answer'
  | 'failed'
  | 'hung_up'
  | 'ended'
  | 'no_media'
  | 'refused';

export interface TestResultView {
  phase: TestPhaseName;
  sipStatus: number;
  packetsHeard: number;
  /** An 18x came. */
  rang: boolean;
  /** Why nothing was sent, in words; empty where it was. */
  refusal: string;
}

export interface LadderView {
  attemptId: string;
  agentName: string;
  phone: string;
  test: boolean;
  startedAt: number;
  /** Absent while the call lives. */
  endedAt: number | undefined;
  trunkId: string;
  legs: readonly LadderLegView[];
  messages: readonly LadderMessageView[];
  omitted: number;
  omittedBefore: number;
  testResult: TestResultView | undefined;
}

export type NumberStyleName = 'e164_plus' | 'e164' | 'national' | 'international';
export type IdentityHeaderName = 'p_asserted' | 'p_preferred' | 'remote_party' | 'none';
export type AttestationName = 'unspecified' | 'a' | 'b' | 'c';
export type EarlyMediaName = 'play' | 'ringback';

/** A trunk's settings; a zero stands for the default. The password is never among them. */
export interface TrunkSettings {
  name: string;
  disabled: boolean;
  priority: number;
  targets: { address: string; priority: number; weight: number }[];
  account: { username: string; realm: string };
  registration: { enabled: boolean; domain: string; user: string; expiresSeconds: number };
  callerIds: { number: string; processIds: string[] }[];
  localPresence: boolean;
  campaignIds: string[];
  callsPerSecond: number;
  callsMax: number;
  numberFormat: {
    calledStyle: NumberStyleName;
    callerStyle: NumberStyleName;
    countryCode: string;
    nationalPrefix: string;
    internationalPrefix: string;
    techPrefix: string;
    rules: { prefix: string; replacement: string }[];
  };
  identity: {
    header: IdentityHeaderName;
    withhold: boolean;
    diversion: string;
    attestation: AttestationName;
  };
  media: {
    codecs: string[];
    packetMs: number;
    earlyMedia: EarlyMediaName;
    /** Phones that may talk to this trunk without the relay. */
    direct: boolean;
    /** The carrier makes the offer, in its 200. */
    delayedOffer: boolean;
  };
  probe: {
    off: boolean;
    intervalSeconds: number;
    suspectAfter: number;
    downAfter: number;
    healthyAfter: number;
  };
  followRedirects: boolean;
  sourceAddresses: string[];
}

/** A telephone of the house that a trunk may be tried with. */
export interface TestNumberView {
  phone: string;
  /** Whose telephone it is; may be empty. */
  name: string;
  /** The only trunk that may call it; empty: every trunk. */
  trunkId: string;
  createdBy: string;
}

export interface TestNumbersView {
  numbers: readonly TestNumberView[];
}

export type HealthName = 'unknown' | 'healthy' | 'suspect' | 'down';
export type RegistrationName = 'not_wanted' | 'trying' | 'registered' | 'failed';

export interface TrunkTargetState {
  address: string;
  health: HealthName;
  reason: string;
  lastAnswerAt: number | undefined;
  roundTripMs: number;
  restUntilAt: number | undefined;
}

export interface TrunkStateView {
  health: HealthName;
  reason: string;
  targets: readonly TrunkTargetState[];
  registration: { status: RegistrationName; reason: string; expiresAt: number | undefined };
  callsNow: number;
  invitesLastMinute: number;
  invitesTotal: string;
  failuresTotal: string;
}

export interface TrunkView {
  trunkId: string;
  settings: TrunkSettings;
  /** Absent when the instance that answered does not know it yet. */
  state: TrunkStateView | undefined;
}

export interface TrunksView {
  trunks: readonly TrunkView[];
  serverAt: number;
}

export interface RegistrationView {
  registrationId: string;
  contact: string;
  source: string;
  transport: string;
  userAgent: string;
  registeredAt: number | undefined;
  expiresAt: number | undefined;
}

export interface PhoneRow {
  agentId: string;
  agentName: string;
  /** Empty for an agent without a phone account. */
  username: string;
  registrations: readonly RegistrationView[];
}

export interface PhonesView {
  phones: readonly PhoneRow[];
  /** Where a phone registers. */
  registrar: string;
  serverAt: number;
}

/** The secret is in this one answer and never again. */
export interface PhoneSecret {
  agentId: string;
  username: string;
  password: string;
  registrar: string;
}

export interface BanView {
  banId: string;
  scope: 'pair' | 'address' | 'user';
  address: string;
  username: string;
  expiresAt: number | undefined;
  times: number;
}
