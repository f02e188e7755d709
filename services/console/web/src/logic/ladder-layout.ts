import type { LadderMessageView, LadderView } from '../../../src/app/views/telephony.ts';

type Side = LadderView['legs'][number]['side'];

/** One vertical line of a sequence diagram. */
export interface LadderColumn {
  id: string;
  title: string;
  /** Address, or empty. */
  detail: string;
}

/** One arrow. */
export interface LadderArrow {
  index: number;
  from: number;
  to: number;
  /** `INVITE`, `180 Ringing`. */
  label: string;
  /** What is worth knowing besides: `audio`, `again`. */
  notes: readonly string[];
  tone: 'request' | 'progress' | 'success' | 'challenge' | 'failure';
  /** Milliseconds after the first message. */
  afterMs: number;
  message: LadderMessageView;
}

export interface LadderLayout {
  columns: readonly LadderColumn[];
  arrows: readonly LadderArrow[];
}

/** Columns from the agent's phones over Firstring to the trunk, and an arrow for each message. */
export function layOut(ladder: Pick<LadderView, 'legs' | 'messages' | 'trunkId'>): LadderLayout {
  const names = [
    ...new Set([...ladder.legs.map(({ name }) => name), ...ladder.messages.map(({ leg }) => leg)]),
  ];
  const sideOf = (name: string): Side =>
    ladder.legs.find((leg) => leg.name === name)?.side ?? (name.startsWith('a') ? 'agent' : 'trunk');
  const of = (side: Side): string[] => names.filter((name) => sideOf(name) === side);
  const agents = of('agent');
  const column = (name: string, place: number, all: readonly string[]): LadderColumn => ({
    id: name,
    title: titleOf(sideOf(name), { place, count: all.length, trunkId: ladder.trunkId }),
    detail: ladder.legs.find((leg) => leg.name === name)?.peer.replace(/^\//, '') ?? '',
  });
  const columns = [
    ...agents.map(column),
    { id: 'firstring', title: 'Firstring', detail: '' },
    ...of('trunk').map(column),
    ...of('colleague').map(column),
  ];
  const own = agents.length;
  const startAt = ladder.messages[0]?.at ?? 0;
  const arrows = ladder.messages.map((message, index): LadderArrow => {
    const far = columns.findIndex(({ id }) => id === message.leg);
    return {
      index,
      from: message.sent ? own : far,
      to: message.sent ? far : own,
      label: labelOf(message),
      notes: notesOf(message),
      tone: toneOf(message),
      afterMs: message.at - startAt,
      message,
    };
  });
  return { columns, arrows };
}

/** `INVITE`, or `200 OK`; what is answered is added where it is not the INVITE. */
export function labelOf({ method, status, reason }: LadderMessageView): string {
  if (status === 0) return method;
  const answer = `${status} ${reason}`.trim();
  return method === 'INVITE' ? answer : `${answer} (${method})`;
}

function titleOf(
  side: Side,
  { place, count, trunkId }: { place: number; count: number; trunkId: string },
): string {
  const number = count === 1 ? '' : ` ${place + 1}`;
  if (side === 'agent') return `Agent’s phone${number}`;
  if (side === 'colleague') return `Colleague’s phone${number}`;
  if (count > 1) return `Trunk, try ${place + 1}`;
  return trunkId === '' ? 'Trunk' : `Trunk ${trunkId}`;
}

function notesOf(message: LadderMessageView): string[] {
  return [
    ...(/\r\n\r\n[^]*m=audio/.test(message.raw) ? ['audio'] : []),
    ...(message.repeated ? ['again'] : []),
    ...(message.madeUp ? ['nothing was heard'] : []),
  ];
}

function toneOf({ status }: LadderMessageView): LadderArrow['tone'] {
  if (status === 0) return 'request';
  if (status < 200) return 'progress';
  if (status < 300) return 'success';
  return status === 401 || status === 407 || status < 400 ? 'challenge' : 'failure';
}

/** `+0.243 s` after the first message. */
export function formatOffset(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${(Math.abs(ms) / 1000).toFixed(3)} s`;
}
