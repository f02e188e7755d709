import type {
  DialbackSettings,
  IncomingNumberSettings,
  IncomingNumberView,
  NoAgentName,
  NoLeadName,
  QueueSettings,
  WaitingSoundName,
} from '../../../src/app/views/incoming-numbers.ts';
import { formText } from './form-text.ts';

/** What a select of the page offers, in the words of the glossary. */
export const NO_AGENT_WORDS: Readonly<Record<NoAgentName, string>> = {
  dialback: 'Refuse the call and dial back',
  queue: 'Let the caller wait for one',
  refuse: 'Refuse the call; list it as missed',
};

export const WAITING_WORDS: Readonly<Record<WaitingSoundName, string>> = {
  ringing: 'Ringing, by their own network',
  tone: 'A tone',
  announcement: 'An announcement',
};

export const NO_LEAD_WORDS: Readonly<Record<NoLeadName, string>> = {
  connect_as_new: 'Connect as new: a lead with the number is made',
  connect_without_lead: 'Connect without a lead',
  refuse: 'Refuse the call',
};

const MINUTE_S = 60;

/** The settings without what names the number. */
export function settingsOf(view: IncomingNumberView): IncomingNumberSettings {
  const { incomingNumberId: _id, processId: _process, version: _version, ...settings } = view;
  return settings;
}

export function readQueue(form: FormData): QueueSettings {
  return {
    maxWaitSeconds: Number(formText(form, 'maxWaitSeconds')),
    callersMax: Number(formText(form, 'callersMax')),
    // What a select holds is one of its options.
    noAgent: formText(form, 'noAgent') as NoAgentName,
    waiting: formText(form, 'waiting') as WaitingSoundName,
    announcement: formText(form, 'announcement'),
    agentRingSeconds: Number(formText(form, 'agentRingSeconds')),
  };
}

/** Minutes in the form, seconds in the settings. */
export function readDialback(form: FormData): DialbackSettings {
  const seconds = (name: string): number => Math.round(Number(formText(form, name)) * MINUTE_S);
  return {
    onHangUp: form.has('onHangUp'),
    onTimeout: form.has('onTimeout'),
    onNoAgent: form.has('onNoAgent'),
    timeLimitSeconds: seconds('timeLimitSeconds'),
    retryGapSeconds: seconds('retryGapSeconds'),
    attemptsMax: Number(formText(form, 'attemptsMax')),
    ownerOnlySeconds: seconds('ownerOnlySeconds'),
  };
}

export function minutes(seconds: number): string {
  return String(seconds / MINUTE_S);
}

/** The campaigns that are chosen, the one that takes new leads first. */
export function readCampaigns(form: FormData): string[] {
  const chosen = form.getAll('campaignIds').filter((each) => typeof each === 'string');
  const first = formText(form, 'firstCampaignId');
  return chosen.includes(first) ? [first, ...chosen.filter((each) => each !== first)] : chosen;
}

/** `+1 (202) 555-0100` is typed by people. */
export function readPhone(form: FormData): string {
  return formText(form, 'phone').replace(/[\s().-]/g, '');
}

/**
 * The field of the page that a refusal names: `settings.queue.maxWaitSeconds` of this API, `incoming_number.queue.max_wait_s` of lead-store; a
 * place in a list is its list.
 */
export function numberFieldOf(refused: string): string {
  const last = refused
    .split('.')
    .filter((part) => !/^\d+$/.test(part) && part !== 'date')
    .at(-1);
  const name = (last ?? '').replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return name.endsWith('S') ? `${name}econds` : name;
}
