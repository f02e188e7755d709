import type { DeskEvent } from '../../../src/app/views/desk.ts';

/** What the agent can do now; the page and the shortcuts ask here and nowhere else. */
export interface DeskAbilities {
  goReady: boolean;
  goNotReady: boolean;
  dial: boolean;
  /** Hand the lead back; one that was opened by hand is closed, a caller who rings is declined. */
  skip: boolean;
  /** Nothing in hand: a lead may be opened, a number dialled. */
  open: boolean;
  hangUp: boolean;
  /** Hold, resume and keys: the two talk. */
  control: boolean;
  /** Give the call to a colleague; one that was taken over stays. */
  transfer: boolean;
  /** A colleague is being brought in. */
  endTransfer: boolean;
  /** Leave something out of a recording, or go on with it. */
  pauseRecording: boolean;
  dispose: boolean;
  claim: boolean;
}

const NOTHING: DeskAbilities = {
  goReady: false,
  goNotReady: false,
  dial: false,
  skip: false,
  open: false,
  hangUp: false,
  control: false,
  transfer: false,
  endTransfer: false,
  pauseRecording: false,
  dispose: false,
  claim: false,
};

const OPENING: ReadonlySet<DeskEvent['presence']> = new Set(['ready', 'not_ready']);

export function abilities(desk: DeskEvent | undefined, connected: boolean): DeskAbilities {
  if (desk === undefined || !connected) return NOTHING;
  const { presence, preview } = desk;
  const previewing = presence === 'previewing' && preview !== undefined;
  const calling = presence === 'dialing' || presence === 'on_call';
  const talking = presence === 'on_call' && desk.call?.phase === 'bridged';
  const taken = desk.handover?.stage === 'taken';
  const ownTalk = talking && desk.call?.colleague === undefined;
  const waits = presence === 'not_ready' || presence === 'offline';
  return {
    goReady: desk.handover === undefined ? waits || desk.notReadyPending : !desk.handover.readyAfter,
    goNotReady:
      desk.handover?.readyAfter === true || (!waits && !desk.notReadyPending && presence !== 'reserved'),
    dial: previewing && !preview.dialRequested,
    skip:
      presence === 'ringing' ||
      (previewing && (preview.lane === 'by_hand' || preview.skipsLeft > 0) && !preview.dialRequested),
    open: preview === undefined && desk.handover === undefined && OPENING.has(presence),
    hangUp: taken || calling || (previewing && desk.call !== undefined && desk.call.phase !== 'ended'),
    control: taken || ownTalk,
    transfer: ownTalk,
    pauseRecording: talking && desk.call?.recording !== 'off',
    endTransfer: talking && desk.call?.colleague !== undefined,
    dispose: preview !== undefined && (presence === 'wrap_up' || (previewing && !preview.dialRequested)),
    claim:
      preview !== undefined &&
      preview.leadId !== '' &&
      desk.details !== undefined &&
      desk.details.claimed !== 'me',
  };
}
