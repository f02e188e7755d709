/**
 * Phones of many calls in one process: opens the calls by `ng`, sends 50 packets a second from every side and counts what comes
 * out at the other. Started by run.ts with its settings as JSON; tells its result.
 */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { createNgClient } from '@firstring/media-relay';
import { formatRtpPacket } from '@firstring/rtp';
import { buildOffer, describeAudio, parseSdp } from '@firstring/rtp/sdp';
import { quantile } from '../figure.ts';

export interface LoadSettings {
  ngPort: number;
  calls: number;
  seconds: number;
  /** Every call is written down. */
  recorded: boolean;
}

export interface LoadResult {
  sent: number;
  received: number;
  /** From our sending to our receiving. */
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
}

/** Sides send in turn, a slice of them every 5 ms: phones do not beat together. */
const SLICES = 4;
const LATENCIES_MAX = 1_000_000;

interface Phone {
  socket: Socket;
  packet: Buffer;
  sequenceNumber: number;
  to: number;
}

const settings = JSON.parse(process.argv[2] ?? '{}') as LoadSettings; // written by run.ts
const latencies = new Float64Array(LATENCIES_MAX);
let sent = 0;
let received = 0;

function heard(datagram: Buffer): void {
  latencies[received % LATENCIES_MAX] = clock.monotonicMs() - datagram.readDoubleBE(12);
  received += 1;
}

async function openPhone(): Promise<Phone> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  socket.on('message', heard);
  const ssrc = random.int(2 ** 32);
  const payload = new Uint8Array(160).fill(0x55);
  const packet = formatRtpPacket({
    payloadType: 0,
    marker: false,
    sequenceNumber: 0,
    timestamp: 0,
    ssrc,
    payload,
  });
  return { socket, packet: Buffer.from(packet), sequenceNumber: 0, to: 0 };
}

const offerOf = ({ socket }: Phone): string =>
  buildOffer({ address: '127.0.0.1', port: socket.address().port, sessionId: 1, sessionVersion: 1 });

const ng = createNgClient({ clock, random, host: '127.0.0.1', port: settings.ngPort, timeoutMs: 30_000 });
const phones: Phone[] = [];
for (let call = 0; call < settings.calls; call += 1) {
  const [agent, lead] = [await openPhone(), await openPhone()];
  const id = { callId: `load-${call}`, fromTag: 'agent', toTag: 'lead' };
  const forLead = await ng.offer({ ...id, sdp: offerOf(agent) });
  const forAgent = await ng.answer({ ...id, sdp: offerOf(lead) });
  lead.to = describeAudio(parseSdp(forLead))?.port ?? 0;
  agent.to = describeAudio(parseSdp(forAgent))?.port ?? 0;
  if (settings.recorded) await ng.startRecording({ callId: id.callId, leftTag: 'agent', rightTag: 'lead' });
  phones.push(agent, lead);
}
process.send?.({ type: 'opened' });

function send(phone: Phone): void {
  const { packet } = phone;
  phone.sequenceNumber = (phone.sequenceNumber + 1) & 0xffff;
  packet.writeUInt16BE(phone.sequenceNumber, 2);
  packet.writeUInt32BE(phone.sequenceNumber * 160, 4);
  packet.writeDoubleBE(clock.monotonicMs(), 12);
  phone.socket.send(packet, phone.to, '127.0.0.1');
  sent += 1;
}

const beginMs = clock.monotonicMs();
for (let slice = 0; slice < settings.seconds * 50 * SLICES; slice += 1) {
  const dueMs = beginMs + (slice * 20) / SLICES;
  const waitMs = dueMs - clock.monotonicMs();
  if (waitMs > 0) await clock.sleep(waitMs);
  // Let what has come in be counted, whether we are late or not.
  else await new Promise((resolve) => setImmediate(resolve));
  for (let i = slice % SLICES; i < phones.length; i += SLICES) {
    const phone = phones[i];
    if (phone !== undefined) send(phone);
  }
}
await clock.sleep(500);
for (let call = 0; call < settings.calls; call += 1) await ng.delete({ callId: `load-${call}` });
const times = latencies.subarray(0, Math.min(received, LATENCIES_MAX));
const result: LoadResult = {
  sent,
  received,
  p50Ms: quantile(times, 0.5),
  p99Ms: quantile(times, 0.99),
  maxMs: quantile(times, 1),
};
process.send?.({ type: 'result', result });
await ng.close();
for (const { socket } of phones) socket.close();
process.disconnect?.();
