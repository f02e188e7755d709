import type { DeskEvent, PreviewView } from '../../../src/app/views/desk.ts';
import { handoverWords } from './handover-words.ts';
import { ownCauseWords, PHASE_WORDS } from './words.ts';

export interface StripWords {
  title: string;
  hint: string;
  tone: 'idle' | 'good' | 'busy' | 'warn';
  /** Counts up from here. */
  sinceAt?: number | undefined;
  /** Counts down to here, from `sinceAt` or `fromAt`. */
  untilAt?: number | undefined;
  fromAt?: number | undefined;
}

/** The one sentence at the top of the desk: what is going on, and what the agent does next. */
export function stripWords(desk: DeskEvent): StripWords {
  if (desk.handover !== undefined) return { ...handoverWords(desk.handover), tone: 'busy' };
  switch (desk.presence) {
    case 'offline':
      return { title: 'Offline', hint: 'Connecting to the queue.', tone: 'idle' };
    case 'not_ready':
      return { title: 'Not ready', hint: 'Press Ready to get leads.', tone: 'idle' };
    case 'ready':
      return { title: 'Ready', hint: 'The next lead appears here by itself.', tone: 'good' };
    case 'reserved':
      return { title: 'Lead on its way', hint: 'It appears in a moment.', tone: 'good' };
    case 'previewing':
      return previewWords(desk);
    case 'ringing':
      return { title: 'Incoming call', hint: 'Lift the phone to take it, or Decline it.', tone: 'busy' };
    case 'dialing':
    case 'on_call':
      return callWords(desk);
    case 'wrap_up':
      return wrapUpWords(desk);
  }
}

function previewWords(desk: DeskEvent): StripWords {
  const preview = desk.preview;
  const limit = { untilAt: preview?.previewLimitAt, fromAt: preview?.presentedAt };
  if (preview?.dialRequested === true) {
    return { title: 'Dialling', hint: 'The call is being set up.', tone: 'busy' };
  }
  if (desk.call?.phase === 'agent_ringing') {
    return {
      title: 'Your phone is ringing',
      hint: 'Look at the lead, then lift the phone to dial.',
      tone: 'busy',
      ...limit,
    };
  }
  const refusal = desk.dialRefusals[0];
  if (refusal !== undefined) {
    return { title: 'Not dialled', hint: `The rules refused it: ${refusal.text}.`, tone: 'warn', ...limit };
  }
  const hint = `Look at the lead, then dial.${preview === undefined ? '' : skipWords(preview)}`;
  return { title: 'Preview', hint, tone: 'busy', ...limit };
}

/** What is opened by hand is closed, and costs no skip. */
function skipWords({ lane, skipsLeft }: PreviewView): string {
  if (lane === 'by_hand') return '';
  if (skipsLeft === 0) return ' No skips left.';
  return skipsLeft === 1 ? ' 1 skip left.' : ` ${skipsLeft} skips left.`;
}

function callWords(desk: DeskEvent): StripWords {
  const call = desk.call;
  if (call === undefined) return { title: 'Dialling', hint: 'The call is being set up.', tone: 'busy' };
  const words = PHASE_WORDS[call.phase];
  const sinceAt = call.phase === 'bridged' ? (call.bridgeAt ?? call.phaseAt) : call.phaseAt;
  if (call.colleague !== undefined) {
    const { name, answered } = call.colleague;
    return answered
      ? {
          title: 'Consulting',
          hint: `You talk with ${name}; the lead hears music.`,
          tone: 'busy',
          sinceAt,
        }
      : {
          title: 'Transferring',
          hint: `${name} is being rung; the lead hears music.`,
          tone: 'busy',
          sinceAt,
        };
  }
  if (call.held && call.muted) {
    return {
      title: 'On hold',
      hint: 'The lead hears music. You are muted too: Resume, then Unmute.',
      tone: 'warn',
      sinceAt,
    };
  }
  if (call.muted) {
    return {
      title: 'Muted',
      hint: 'The lead does not hear you. Press Unmute to talk.',
      tone: 'warn',
      sinceAt,
    };
  }
  if (call.held) {
    return { title: 'On hold', hint: 'The lead hears music. Press Resume to talk.', tone: 'warn', sinceAt };
  }
  return { ...words, tone: 'busy', sinceAt };
}

function wrapUpWords(desk: DeskEvent): StripWords {
  const cause = desk.call?.endCause ?? '';
  const why = cause === '' ? '' : `${ownCauseWords(cause)}. `;
  return {
    title: desk.call === undefined ? 'Wrap-up' : 'Ended',
    hint: `${why}Save an outcome to get the next lead.`,
    tone: 'warn',
    untilAt: desk.wrapUpLimitAt,
    fromAt: desk.presenceAt,
  };
}
