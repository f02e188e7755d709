import { Baresip } from '../../stack/baresip.ts';
import { Linphone } from '../../stack/linphone.ts';
import { Registrar } from '../_registrar.ts';
import { scenario } from '../_scenario.ts';
import { Stage } from '../_stage.ts';

const PASSWORDS = { baresip: 'one-secret', linphone: 'another-secret' };

interface Office extends AsyncDisposable {
  readonly stage: Stage;
  readonly baresip: Baresip;
  readonly linphone: Linphone;
}

/** Both phones registered at one application. */
async function openOffice(): Promise<Office> {
  await using opened = new AsyncDisposableStack();
  const stage = opened.use(await Stage.open('baresip', 'linphone'));
  Registrar.on(stage.app, PASSWORDS);
  const registrar = { host: '127.0.0.1', port: stage.server.udpPort };
  const account = (user: keyof typeof PASSWORDS) => ({
    user,
    password: PASSWORDS[user],
    registrar,
    port: stage.port(user),
  });
  const baresip = opened.use(await Baresip.start({ ...account('baresip'), toneHz: 440 }));
  const linphone = opened.use(await Linphone.start(account('linphone')));
  const kept = opened.move();
  return { stage, baresip, linphone, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

scenario('softphones', 'baresip and linphone register with digest and call each other', async () => {
  await using office = await openOffice();
  const { stage, baresip, linphone } = office;
  await baresip.dial(`sip:linphone@${stage.server.address}`);
  await linphone.reaches('IncomingReceived');
  linphone.answer(1);
  await baresip.answered();
  linphone.hangUp(1);
  await baresip.closed();

  linphone.call(`sip:baresip@${stage.server.address}`);
  await baresip.rings();
  await baresip.accept();
  await linphone.reaches('StreamsRunning', 2);
  await baresip.hangUp();
  await linphone.reaches('End', 2);
  await stage.server.allOver();
  const ladder = (phone: string, more: string): Promise<void> =>
    stage.wire.assertLadder(
      `
      ${phone} → server REGISTER
      server → ${phone} 401 REGISTER
      ${phone} → server REGISTER
      server → ${phone} 200 REGISTER
      ${more}`,
      phone,
      'server',
    );
  const called = (phone: string, trying: string, ends: string, other: string): string => `
      server → ${phone} INVITE
      ${trying}
      ${phone} → server 180 INVITE
      ${phone} → server 200 INVITE
      server → ${phone} ACK
      ${ends} → ${other} BYE
      ${other} → ${ends} 200 BYE`;
  const calls = (phone: string, ends: string, other: string): string => `
      ${phone} → server INVITE
      server → ${phone} 100 INVITE
      server → ${phone} 180 INVITE
      server → ${phone} 200 INVITE
      ${phone} → server ACK
      ${ends} → ${other} BYE
      ${other} → ${ends} 200 BYE`;
  await ladder('baresip', calls('baresip', 'server', 'baresip') + called('baresip', '', 'baresip', 'server'));
  await ladder(
    'linphone',
    called('linphone', 'linphone → server 100 INVITE', 'linphone', 'server') +
      calls('linphone', 'server', 'linphone'),
  );
});
