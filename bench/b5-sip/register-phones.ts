/** Registers phones that SIPp will be: from the port it will use, because a phone is reached where its REGISTER came from. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { systemRandom } from '@firstring/kernel/system';
import { answerChallenge } from '@firstring/sip-engine/auth';

export interface PhonesToRegister {
  readonly users: readonly string[];
  readonly password: string;
  readonly phonePort: number;
  readonly registrarPort: number;
}

export async function registerPhones(phones: PhonesToRegister): Promise<void> {
  const socket = createSocket('udp4');
  socket.bind(phones.phonePort, '127.0.0.1');
  await once(socket, 'listening');
  for (const user of phones.users) await register(socket, phones, user);
  socket.close();
  await once(socket, 'close');
}

async function register(socket: Socket, phones: PhonesToRegister, username: string): Promise<void> {
  const uri = `sip:127.0.0.1:${phones.registrarPort}`;
  const account = { username, password: phones.password };
  const challenge = await ask(socket, phones, { username, uri, sequence: 1 });
  const challenges = [...challenge.matchAll(/^WWW-Authenticate: (.*)$/gim)].map((match) => match[1] ?? '');
  const authorization = answerChallenge({ random: systemRandom, account }, challenges, {
    method: 'REGISTER',
    uri,
  });
  const answer = await ask(socket, phones, { username, uri, sequence: 2, authorization });
  if (!answer.startsWith('SIP/2.0 200'))
    throw new Error(`a phone cannot register: ${answer.split('\r\n')[0]}`);
}

async function ask(
  socket: Socket,
  { phonePort, registrarPort }: PhonesToRegister,
  what: { username: string; uri: string; sequence: number; authorization?: string | undefined },
): Promise<string> {
  const { username, uri, sequence, authorization } = what;
  const own = `127.0.0.1:${phonePort}`;
  const lines = [
    `REGISTER ${uri} SIP/2.0`,
    `Via: SIP/2.0/UDP ${own};branch=z9hG4bK${username}${sequence};rport`,
    `From: <sip:${username}@${own}>;tag=${username}`,
    `To: <sip:${username}@${own}>`,
    `Call-ID: ${username}@bench`,
    `CSeq: ${sequence} REGISTER`,
    `Contact: <sip:${username}@${own}>;expires=3600`,
    'Max-Forwards: 70',
    ...(authorization === undefined ? [] : [`Authorization: ${authorization}`]),
    'Content-Length: 0',
  ];
  const answered = once(socket, 'message');
  socket.send(`${lines.join('\r\n')}\r\n\r\n`, registrarPort, '127.0.0.1');
  const [bytes] = (await answered) as [Buffer];
  return bytes.toString();
}
