import type {
  BanView,
  LadderView,
  LiveCallRow,
  RegistrationView,
  TestNumberView,
  TrunkSettings,
  TrunkView,
} from './views/telephony.ts';

/** What the Telephony pages need of the sip service. Failures are AppErrors of the catalogue. */

/** A ladder before names are added and numbers are masked. */
export interface PlainLadder extends Omit<LadderView, 'agentName'> {
  agentId: string;
  /** Empty for a test call. */
  processId: string;
}

export interface CallMonitor {
  /** Numbers in full and agents by id: names and masks are the caller's to add. */
  liveCalls(processId: string): Promise<readonly Omit<LiveCallRow, 'agentName'>[]>;
  /** LADDER_NOT_KEPT when it is gone. */
  ladder(attemptId: string): Promise<PlainLadder>;
  placeTestCall(agentId: string, requestId: string): Promise<string>;
  endTestCall(attemptId: string): Promise<void>;
}

export interface Recordings {
  /** Has a call of the process written down, or no more. RECORDING_REFUSED with the relay's words, CALL_NOT_FOUND, CALL_NOT_BRIDGED. */
  set(call: { attemptId: string; processId: string }, on: boolean, requestId: string): Promise<void>;
  /** The agent's own call; CALL_NOT_RECORDED where nothing runs. */
  pause(call: { attemptId: string; agentId: string }, paused: boolean, requestId: string): Promise<void>;
}

/** Calls that try a trunk, to numbers that are listed for it. */
export interface TrunkTests {
  numbers(processId: string): Promise<readonly TestNumberView[]>;
  /** TEST_NUMBERS_FULL when there are too many. */
  putNumber(processId: string, number: TestNumberView & { requestId: string }): Promise<TestNumberView>;
  /** Resolves when it can be called no more. */
  deleteNumber(processId: string, phone: string, requestId: string): Promise<void>;
  /** Asks the gate, then has the call placed; throws the gate's first reason with all its words. Resolves with the call's id. */
  place(
    processId: string,
    call: { requestId: string; phone: string; trunkId: string; callerId: string; actorId: string },
  ): Promise<string>;
}

export interface Trunks {
  list(): Promise<readonly TrunkView[]>;
  /** An empty password keeps the one there is. */
  put(
    trunkId: string,
    trunk: { settings: TrunkSettings; password: string },
    requestId: string,
  ): Promise<TrunkSettings>;
  delete(trunkId: string, requestId: string): Promise<void>;
}

export interface PhoneAccounts {
  /** All of them, by agent. */
  accounts(): Promise<readonly { agentId: string; username: string }[]>;
  put(account: {
    agentId: string;
    username: string;
    password: string;
    requestId: string;
  }): Promise<{ username: string }>;
  delete(agentId: string, requestId: string): Promise<void>;
  registrations(): Promise<readonly (RegistrationView & { agentId: string })[]>;
  removeRegistration(agentId: string, registrationId: string, requestId: string): Promise<void>;
  bans(): Promise<readonly BanView[]>;
  liftBan(banId: string, requestId: string): Promise<void>;
}
