import type {
  BanView,
  HealthName,
  LivePhaseName,
  RegistrationName,
  TestResultView,
} from '../../../src/app/views/telephony.ts';

/** The states of calls, trunks and phones in words that people use. */

export type Tone = 'good' | 'warn' | 'bad' | 'plain' | 'accent';

export const LIVE_PHASE_WORDS: Readonly<Record<LivePhaseName, { words: string; tone: Tone }>> = {
  ringing_agent: { words: 'Ringing the agent', tone: 'accent' },
  agent_waiting: { words: 'Agent waits', tone: 'warn' },
  dialling: { words: 'Dialling', tone: 'accent' },
  ringing_lead: { words: 'Ringing the lead', tone: 'accent' },
  talking: { words: 'Talking', tone: 'good' },
  on_hold: { words: 'On hold', tone: 'warn' },
  transferring: { words: 'Transferring', tone: 'accent' },
  ending: { words: 'Ending', tone: 'plain' },
};

export const HEALTH_WORDS: Readonly<Record<HealthName, { words: string; tone: Tone }>> = {
  unknown: { words: 'Not asked yet', tone: 'plain' },
  healthy: { words: 'Healthy', tone: 'good' },
  suspect: { words: 'Unsure', tone: 'warn' },
  down: { words: 'Down', tone: 'bad' },
};

export const REGISTRATION_WORDS: Readonly<Record<RegistrationName, string>> = {
  not_wanted: 'By address',
  trying: 'Signing in…',
  registered: 'Signed in',
  failed: 'Refused',
};

/** Whom a ban keeps out. */
export function banWords({ scope, address, username }: BanView): string {
  switch (scope) {
    case 'address':
      return `Everything from ${address}`;
    case 'user':
      return `User ${username}, from places it never signed in from`;
    default:
      return `User ${username} from ${address}`;
  }
}

export interface TestWords {
  tone: 'good' | 'warn' | 'bad';
  words: string;
}

/** What a test call to a phone of ours has shown, and what to do about it. */
export function testWords(result: TestResultView): TestWords {
  const { phase, sipStatus, packetsHeard } = result;
  const heard =
    packetsHeard > 0
      ? { tone: 'good' as const, words: `Its sound reached us (${packetsHeard} packets).` }
      : {
          tone: 'bad' as const,
          words: 'No sound came from it: check its microphone, and that its network lets RTP out.',
        };
  switch (phase) {
    case 'ringing':
      return { tone: 'warn', words: 'The phone is ringing. Lift it: music is played for eight seconds.' };
    case 'playing':
      return { tone: 'warn', words: 'Somebody has lifted. Music is being played.' };
    case 'done':
      return { tone: heard.tone, words: `The phone answered and got music to its end. ${heard.words}` };
    case 'hung_up':
      return { tone: heard.tone, words: `The phone answered and hung up before the end. ${heard.words}` };
    case 'no_answer':
      return { tone: 'warn', words: 'Nobody lifted within 20 seconds. The messages show whether it rang.' };
    case 'failed':
      return { tone: 'bad', words: failedWords(sipStatus) };
    default:
      return endedWords(result);
  }
}

/** What a call over a trunk has shown, and what to do about it. */
export function trunkTestWords(result: TestResultView): TestWords {
  const { phase, sipStatus, packetsHeard, rang } = result;
  const heard =
    packetsHeard > 0
      ? { tone: 'good' as const, words: `Sound came back (${packetsHeard} packets).` }
      : {
          tone: 'bad' as const,
          words: 'No sound came back: the carrier sends it elsewhere, or our firewall keeps its RTP out.',
        };
  switch (phase) {
    case 'ringing':
      return rang
        ? { tone: 'warn', words: 'The number rings. Lift it: music is played for eight seconds.' }
        : { tone: 'warn', words: 'The call is on its way over the trunk.' };
    case 'playing':
      return { tone: 'warn', words: 'Somebody has lifted. Music is being played.' };
    case 'done':
      return { tone: heard.tone, words: `The trunk works: music was played to its end. ${heard.words}` };
    case 'hung_up':
      return { tone: heard.tone, words: `The trunk works: somebody lifted, and hung up. ${heard.words}` };
    case 'no_answer':
      return rang
        ? { tone: 'good', words: 'The trunk works: the number rang for 20 seconds, and nobody lifted.' }
        : { tone: 'bad', words: 'Nothing rang within 20 seconds. The carrier took the call and left it.' };
    case 'failed':
      return trunkFailedWords(sipStatus);
    default:
      return endedWords(result);
  }
}

function endedWords({ phase, refusal }: TestResultView): TestWords {
  switch (phase) {
    case 'refused':
      return { tone: 'bad', words: `Nothing was sent: ${refusal}.` };
    case 'no_media':
      return { tone: 'bad', words: 'The media relay did not work: no sound could be sent.' };
    default:
      return {
        tone: 'warn',
        words: 'The test was ended before its time: by somebody here, or by a real call.',
      };
  }
}

function trunkFailedWords(sipStatus: number): TestWords {
  switch (sipStatus) {
    case 486:
    case 600:
      return { tone: 'good', words: `The trunk works, and the number is busy (${sipStatus}).` };
    case 401:
    case 407:
      return {
        tone: 'bad',
        words: `The carrier refused our user name or password (${sipStatus}), or asks in another realm.`,
      };
    case 403:
      return {
        tone: 'bad',
        words: 'The carrier forbids the call (403): it does not know our address, or not this caller id.',
      };
    case 404:
    case 484:
      return {
        tone: 'bad',
        words: `The carrier does not know the number (${sipStatus}): is it written as this carrier wants it?`,
      };
    case 488:
      return { tone: 'bad', words: 'The carrier takes none of our codecs (488): look at the trunk’s media.' };
    case 408:
    case 0:
      return {
        tone: 'bad',
        words: 'Nothing came from the carrier. Its address is wrong, or a firewall keeps our messages out.',
      };
    default:
      return {
        tone: 'bad',
        words: `The carrier refused the call with ${sipStatus}. The messages show what it said.`,
      };
  }
}

function failedWords(sipStatus: number): string {
  if (sipStatus === 486 || sipStatus === 600) return `The phone is busy (${sipStatus}).`;
  if (sipStatus === 603 || sipStatus === 480)
    return `The phone declined (${sipStatus}); is do-not-disturb on?`;
  if (sipStatus === 408 || sipStatus === 0) {
    return 'Nothing came from the phone. It has lost its network, or a firewall keeps our messages out.';
  }
  return `The phone refused the call with ${sipStatus}. The messages show what it said.`;
}
