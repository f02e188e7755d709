import type { LadderView } from '../../../src/app/views/telephony.ts';
import { formatOffset, labelOf } from './ladder-layout.ts';

const RULE = '-'.repeat(80);

/** A ladder as one readable file: what it is of, then every message with its time, direction and bytes as text. Times are UTC. */
export function ladderText(ladder: LadderView): string {
  const { attemptId, agentName, phone, trunkId, startedAt, endedAt, legs, messages } = ladder;
  const head = [
    `Call ${attemptId}${ladder.test ? ' (test call)' : ''}`,
    ...(agentName === '' ? [] : [`Agent ${agentName}`]),
    ...(phone === '' ? [] : [`Number ${phone}`]),
    ...(trunkId === '' ? [] : [`Trunk ${trunkId}`]),
    `Began ${iso(startedAt)}${endedAt === undefined ? ', still going on' : `, ended ${iso(endedAt)}`}`,
    ...legs.map(({ name, peer }) => `Leg ${name}: Firstring and ${peer}`),
    'Messages as the SIP server showed them. 100 Trying, ACKs of refusals and repetitions that it handles itself are not among them.',
  ].map((line) => `# ${line}\n`);
  const firstAt = messages[0]?.at ?? 0;
  const peers = new Map(legs.map(({ name, peer }) => [name, peer]));
  const parts = messages.map((message, index) => {
    const peer = peers.get(message.leg) ?? message.leg;
    const way = message.sent ? `Firstring -> ${peer}` : `${peer} -> Firstring`;
    const marks = [
      ...(message.repeated ? ['the same once more'] : []),
      ...(message.madeUp ? ['made up by the SIP server: nothing was heard'] : []),
      ...(message.cut ? ['cut: it was longer'] : []),
    ];
    const note = marks.length === 0 ? '' : ` [${marks.join('; ')}]`;
    const left =
      ladder.omitted > 0 && index === ladder.omittedBefore
        ? `${RULE}\n# ${ladder.omitted} messages are left out here\n`
        : '';
    const time = `${iso(message.at)} ${formatOffset(message.at - firstAt).replace('−', '-')}`;
    const raw = message.raw.replaceAll('\r\n', '\n').replace(/\n*$/, '\n');
    return `${left}${RULE}\n#${index + 1} ${time} leg ${message.leg} ${way}: ${labelOf(message)}${note}\n\n${raw}`;
  });
  return `${head.join('')}${parts.join('\n')}`;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
